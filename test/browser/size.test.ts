import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('xstate-phoenix/browser is at most 1.5 kB to download, with all that it imports of ours', async () => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from './src/browser/index.ts';`, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source'],
    external: ['xstate'],
  });
  const [output] = outputFiles;
  expect(gzipSync(output?.contents ?? '').length).toBeGreaterThan(0);
  expect(gzipSync(output?.contents ?? '').length).toBeLessThanOrEqual(1_500);
});
