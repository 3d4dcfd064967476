import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the compilers are: that of this repository, and those that only these tests have. */
const compilers = {
  '5.4': 'node_modules/typescript-5.4/node_modules/typescript',
  '5.9': 'node_modules/typescript-5.9/node_modules/typescript',
  '6.0': 'node_modules/typescript',
} as const;

/** A version of TypeScript. */
export type Version = keyof typeof compilers;

export const versions: readonly Version[] = ['5.4', '5.9', '6.0'];

/** A project that has installed the library. */
export interface Consumer {
  /** The packages beside xstate-phoenix and xstate that it has. */
  readonly packages: readonly string[];
  /** The compiler options beside `strict` and `skipLibCheck: false`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Its files, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** The declarations of the library, as a package would have them. */
export interface Declarations {
  /** What they import from outside of the package: each file with the name that it imports. */
  readonly imports: readonly (readonly [file: string, name: string])[];
  /** What a compiler has to say about a project that has installed them; nothing if all is well. */
  compile(version: Version, consumer: Consumer): Promise<string>;
  remove(): void;
}

/** Makes the declarations of `src` anew, which takes some seconds. */
export async function makeDeclarations(): Promise<Declarations> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xstate-phoenix-types-')));
  const library = join(folder, 'xstate-phoenix');
  const dist = join(library, 'dist');
  mkdirSync(library);
  cpSync(join(root, 'package.json'), join(library, 'package.json'));
  const build = join(root, 'tsconfig.build.json');
  const problems = await tsc('6.0', ['--project', build, '--emitDeclarationOnly', '--outDir', dist]);
  if (problems) throw new Error(problems);
  let projects = 0;
  return {
    imports: importsOf(dist),
    compile(version, { packages, options, files }) {
      projects += 1;
      const project = join(folder, String(projects));
      // A copy: from the place that a link leads to, the library would not find what the project has installed.
      cpSync(library, join(project, 'node_modules', 'xstate-phoenix'), { recursive: true });
      for (const name of ['xstate', ...packages]) link(join('node_modules', name), project);
      const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', ...options };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      return tsc(version, ['--project', project]);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function link(path: string, project: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  symlinkSync(join(root, path), join(project, path));
}

function importsOf(folder: string): [string, string][] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
    const names = text.matchAll(/(?:\bfrom |\bimport[ (]|<reference types=)["']([^."'][^"']*)["']/g);
    return Array.from(names, ([, name = '']): [string, string] => [file, name]);
  });
}

/** What a compiler prints; it must not wait for more than two and a half minutes. */
function tsc(version: Version, args: readonly string[]): Promise<string> {
  const file = join(root, compilers[version], 'lib/tsc.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { timeout: 150_000 }, (error, stdout) =>
      resolve(error && stdout === '' ? error.message : stdout),
    );
  });
}
