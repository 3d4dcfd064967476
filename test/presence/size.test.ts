import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe('the entry point of presence', () => {
  it('has at most 1.6 kB, minified and gzipped, without xstate, and takes no code of others', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../../src/presence/index.ts', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['xstate-phoenix-source'],
      external: ['xstate'],
    });
    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(1_600);
    expect(Object.keys(metafile.inputs).filter((path) => !path.includes('src/presence/'))).toEqual([]);
  });
});
