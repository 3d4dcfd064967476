import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Writes a minified module with XState inside, made from `src` for browsers, and its source map beside it. */
export async function bundleFile(file: string, entry: string, options: BuildOptions = {}): Promise<void> {
  await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: 'xstate-phoenix.entry.js' },
    absWorkingDir: root,
    outfile: file,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['module', 'xstate-phoenix-source'],
    target: 'es2022',
    banner: { js: `/*! ${noticeOf('.')}, with ${noticeOf('node_modules/xstate')} inside */` },
    logLevel: 'warning',
    ...options,
  });
}

/** The name, version and license of a package, with the copyright notice that the license requires. */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const [copyright] = readFileSync(join(root, folder, 'LICENSE'), 'utf8').match(/^Copyright .*/m) ?? [''];
  return `${name} ${version} (${license}, ${copyright})`;
}
