import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a page downloads for a module: minified, and without xstate. */
export async function pageBundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source'],
    external: ['xstate'],
  });
  return outputFiles[0]?.text ?? '';
}
