import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from 'xstate-phoenix';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);
const url = 'ws://localhost:4000/socket';

let server: PhoenixServer;

beforeAll(async () => {
  server = await startServer({
    channels: {
      'room:lobby': {
        join: () => ({ ok: {} }),
        handleIn(event, payload: object, channel) {
          channel.broadcast(event, payload);
          return { reply: 'ok' };
        },
      },
    },
  });
});
afterAll(() => server.stop());

/** Runs a block as a program of its own, in the place of the reader; returns what it prints. It has to end by itself. */
async function run(block: string): Promise<string> {
  const { outputText } = ts.transpileModule(block.replace(url, server.url), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const flags = ['--conditions=xstate-phoenix-source', '--import', 'tsx', '--input-type=module', '--eval'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, outputText], {
    cwd: root,
    timeout: 20_000,
  });
  return stdout;
}

describe('the code in the README', { timeout: 60_000 }, () => {
  it('begins with ten lines that run', async () => {
    const [first = ''] = blocks;
    expect(first.trim().split('\n').length).toBeLessThanOrEqual(10);
    expect(first).toContain(url);
    expect(await run(first)).toBe('hello\n');
  });

  it('has a test recipe that passes', async () => {
    const recipe = blocks.find((block) => block.includes('node:assert')) ?? 'throw new Error("there is none")';
    expect(await run(recipe)).toBe('');
  });

  it('compiles, every block of it', () => {
    expect(problemsOf(blocks)).toEqual([]);
  });

  it('would not, with a mistake in it', () => {
    expect(
      problemsOf([`join(client, 7);`, `const room = join(client, 'a'); on(room, 'b', (c: number) => c);`]),
    ).toEqual([expect.stringContaining('block 1')]);
  });
});

describe('the README', { timeout: 60_000 }, () => {
  it('has every option with its default', () => {
    const options = rowsOf('Options');
    const known = library.parseConfiguration({ url: 'ws://x', ...{ '': 1 } });
    const names = known.ok ? [] : (known.problems[0]?.message.split('there are ')[1]?.split(', ') ?? []);
    expect([...options.keys()].sort()).toEqual(names);
    for (const [name, value] of Object.entries(library.defaults)) {
      expect([name, options.get(name)?.[0]]).toEqual([name, `\`${literal(value)}\``]);
    }
  });

  it('has every error with its codes', () => {
    const errors = rowsOf('Errors');
    const codes = new Map([...errors].map(([name, [cell = '']]) => [name, wordsIn(cell)]));
    expect(Object.fromEntries(codes)).toEqual({
      ConfigurationError: ['configuration'],
      ConnectError: codesOf('ConnectErrorCode'),
      JoinError: codesOf('JoinErrorCode'),
      PushError: codesOf('PushErrorCode'),
      ProtocolError: codesOf('ProtocolErrorCode'),
    });
  });

  it('has every event that is emitted', () => {
    const emitted = [...sectionOf('Events and snapshots').matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name]) => name);
    expect(emitted).toEqual([...unionOf('ClientEmitted'), ...unionOf('ChannelEmitted')]);
  });

  it('names every value that is exported', () => {
    const glance = sectionOf('The API at a glance') + sectionOf('Errors');
    expect(Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(glance))).toEqual([]);
  });

  it('has no link into nowhere', () => {
    const links = [...readme.matchAll(/(?:\]\(|src="|href=")([^)"#]+)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^https?:/.test(link));
    expect(local.length).toBeGreaterThan(4);
    expect(local.filter((link) => !existsSync(new URL(`../${link}`, import.meta.url)))).toEqual([]);
  });
});

/** What TypeScript says of blocks of code. One without imports continues the first one: it may use all that is there. */
function problemsOf(codes: readonly string[]): string[] {
  const names = Object.keys(library).join(', ');
  const prelude = [
    `import { interpret } from 'xstate'; import { ${names} } from 'xstate-phoenix';`,
    `declare const client: import('xstate-phoenix').ClientRef; declare const room: import('xstate-phoenix').ChannelRef;`,
  ].join('');
  const paths = codes.map((_, index) => `${root}test/readme.block.${index + 1}.ts`);
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

function sectionOf(title: string): string {
  return readme.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';
}

/** The first table of a section: what stands in its first column, and the other cells. */
function rowsOf(title: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...sectionOf(title).matchAll(/^\| `(\w+)` \| (.*) \|$/gm)];
  return new Map(rows.map(([, name = '', cells = '']) => [name, cells.split(' | ')]));
}

function wordsIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

/** A value as one would write it. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

/** The members of a union of words. */
function codesOf(name: string): string[] {
  return membersOf(name, (member, checker) => checker.typeToString(member).slice(1, -1));
}

/** The types of the events of a union, each once. */
function unionOf(name: string): string[] {
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
