import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a page downloads for a module: minified, and without xstate unless that is asked for. */
export async function pageBundle(
  contents: string,
  external: readonly string[] = ['xstate'],
  conditions: readonly string[] = [],
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source', ...conditions],
    external: [...external],
  });
  return outputFiles[0]?.text ?? '';
}
