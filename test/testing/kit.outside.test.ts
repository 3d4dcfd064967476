import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

describe('the test of a client', () => {
  const text = readFileSync(path('kit.user.test.ts'), 'utf8');

  it('fits into 40 lines, imports included', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThan(40);
  });

  it('needs nothing but what is public', () => {
    const imported = Array.from(text.matchAll(/ from '([^']+)'/g), ([, name]) => name);
    expect(imported).toEqual(['vitest', 'xstate-phoenix', 'xstate-phoenix/testing', 'xstate-phoenix/testing/vitest']);
  });
});

describe('the kit', () => {
  it.each(['kit.ts', 'vitest.ts'])('has nothing of Node in %s, so a browser can bundle it', async (file) => {
    const { metafile } = await build({
      entryPoints: [path(`../../src/testing/${file}`)],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'esm',
      conditions: ['xstate-phoenix-source'],
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs).filter((input) => !/^(src|node_modules\/xstate)\//.test(input));
    expect(inputs).toEqual([]);
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  });
});
