import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** The global under which a page finds what its script exports. */
export const EXPORTS = 'script';

/**
 * Bundles a script for a browser, from `src` as package.json says: `xstate-phoenix` and its entry points may be imported
 * by name, and the default transport is that of browsers.
 *
 * @param script - A file beside this one (`./laws.page.ts`), or the text of a module in TypeScript.
 */
export async function bundle(script: string): Promise<string> {
  const entry = script.startsWith('./')
    ? { entryPoints: [fileURLToPath(new URL(script, import.meta.url))] }
    : { stdin: { contents: script, resolveDir: folder, loader: 'ts' as const } };
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    write: false,
    format: 'iife',
    globalName: EXPORTS,
    platform: 'browser',
    conditions: ['browser', 'xstate-phoenix-source'],
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
