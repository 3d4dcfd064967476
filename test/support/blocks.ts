import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import * as library from 'xstate-phoenix';

/** The repository's folder, with a slash behind it. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The url that the documents dial. Tests replace it by that of their own server. */
export const documentedUrl = 'ws://localhost:4000/socket';

/** The blocks of TypeScript of a document, in order. */
export function blocksOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);
}

/** The links of a document that lead to no file, or to no heading of it. A document stands in `docs/`, or in the root's ''. */
export function deadLinksOf(markdown: string, folder: string): string[] {
  return localLinksOf(markdown).filter((link) => {
    const [path = '', heading] = link.split('#');
    const file = `${root}${folder}${path}`;
    if (path !== '' && !existsSync(file)) return true;
    return heading !== undefined && !headingsOf(path === '' ? markdown : readFileSync(file, 'utf8')).includes(heading);
  });
}

/** The headings of a document, as links name them. */
function headingsOf(markdown: string): string[] {
  const headings = Array.from(proseOf(markdown).matchAll(/^#+ (.*)$/gm), ([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

/** The files that a document links to or shows. */
export function localLinksOf(markdown: string): string[] {
  const links = [...proseOf(markdown).matchAll(/(?:\]\(|src="|href=")([^)"]+)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^https?:/.test(link));
}

/** A document without its blocks of code. */
export function proseOf(markdown: string): string {
  return markdown.replace(/^```.*?^```/gms, '');
}

/** How a block becomes a program: the flags of Node that run it, and its text as JavaScript. */
export function programOf(block: string, url: string): readonly string[] {
  const { outputText } = ts.transpileModule(block.replaceAll(documentedUrl, url), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return ['--conditions=xstate-phoenix-source', '--import', 'tsx', '--input-type=module', '--eval', outputText];
}

/** Runs a block as a program of its own, in the place of the reader; returns what it prints. It has to end by itself. */
export async function run(block: string, url: string): Promise<string> {
  const program = programOf(block, url);
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: root, timeout: 60_000 });
  return stdout;
}

/**
 * What TypeScript says of blocks of code. One without imports continues the first one: it may use all that is there.
 *
 * @param scope - What else such a block finds: imports and declarations.
 */
export function problemsOf(codes: readonly string[], scope = ''): string[] {
  const names = Object.keys(library).join(', ');
  const prelude = [
    `import { ${names} } from 'xstate-phoenix';`,
    `declare const client: import('xstate-phoenix').ClientRef; declare const room: import('xstate-phoenix').ChannelRef;`,
    scope,
  ].join('');
  const paths = codes.map((_, index) => `${root}test/block.${index + 1}.ts`);
  const files = new Map(
    codes.map((code, index) => [
      paths[index] ?? '',
      /^import /m.test(code) ? code : `${prelude} export async function block() {\n${code}\n}`,
    ]),
  );
  const program = compile(files);
  return paths.flatMap((path, index) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ messageText }) => `block ${index + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

let compiled: ts.Program | undefined;

/** The library, and files that are nowhere on the disk, by the rules of the project. */
function compile(files: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({ ...config, files: ['src/index.ts'], include: [] }, ts.sys, root);
  const options = { ...parsed.options, noUnusedLocals: false };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const code = files.get(path);
    if (code !== undefined) return ts.createSourceFile(path, code, version);
    return compiled?.getSourceFile(path) ?? getSourceFile(path, version, ...rest);
  };
  compiled = ts.createProgram([...parsed.fileNames, ...files.keys()], options, host, compiled);
  return compiled;
}

/** The members of a union of words that is exported. */
export function codesOf(name: string): string[] {
  return membersOf(name, (member, checker) => checker.typeToString(member).slice(1, -1));
}

/** The types of the events of a union that is exported, each once. */
export function unionOf(name: string): string[] {
  const types = membersOf(name, (member, checker) => {
    const property = member.getProperty('type');
    return property ? checker.typeToString(checker.getTypeOfSymbol(property)).slice(1, -1) : '';
  });
  return [...new Set(types)];
}

function membersOf(name: string, read: (member: ts.Type, checker: ts.TypeChecker) => string): string[] {
  const program = compile(new Map());
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(`${root}src/index.ts`);
  const module = source && checker.getSymbolAtLocation(source);
  const alias = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  const type = alias && checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(alias));
  return type?.isUnion() ? type.types.map((member) => read(member, checker)) : [];
}
