import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunOptions, run } from './run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a project installs, besides the library and xstate. */
export interface Needs {
  /** Whether it installs the package `ws`. */
  readonly ws: boolean;
  /** Packages from the registry. The table shows the version of the first one. */
  readonly packages: readonly string[];
}

/** A project with the packed library and the tools of one check. */
export interface Lab {
  readonly folder: string;
  /** The url of a server that echoes. */
  readonly url: string;
  /** Writes files, by their paths in the project. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs one of its tools. */
  tool(name: string, args: readonly string[], options?: Partial<RunOptions>): Promise<string>;
  /** Runs a file with this Node, and a global `WebSocket` as in Node 22. */
  node(file: string): Promise<string>;
  /** Runs any program in the project. */
  run(command: string, args: readonly string[], options?: Partial<RunOptions>): Promise<string>;
  /** The version of an installed package. */
  versionOf(name: string): string;
}

/**
 * Packs the library, or the package in one of its folders, as for a registry. It builds nothing.
 *
 * @returns The path of the tarball.
 */
export async function pack(folder: string, place = '.'): Promise<string> {
  const cwd = join(root, place);
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd });
  const { name, version } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as Record<string, string>;
  return join(folder, `${name}-${version}.tgz`);
}

/**
 * Makes a new project and installs into it.
 *
 * @throws Error when something can not be installed.
 */
export async function openLab(folder: string, tarball: string, needs: Needs, url: string): Promise<Lab> {
  mkdirSync(folder, { recursive: true });
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({ 'package.json': '{ "private": true, "type": "module" }' });
  const packages = [tarball, 'xstate@5', ...(needs.ws ? ['ws@8'] : []), ...needs.packages];
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], {
    cwd: folder,
    timeoutMs: 300_000,
  });
  const runHere: Lab['run'] = (command, args, options) => run(command, args, { cwd: folder, ...options });
  return {
    folder,
    url,
    write,
    run: runHere,
    tool: (name, args, options) => runHere(join(folder, 'node_modules', '.bin', name), args, options),
    node: (file) => runHere(process.execPath, ['--no-warnings', '--experimental-websocket', file]),
    versionOf(name) {
      const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    },
  };
}
