import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** What a page downloads for a program that imports these. */
async function bundle(...names: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${names.join(', ')} } from 'xstate-phoenix';`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
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

const typical = ['clientMachine', 'interpret', 'join', 'on', 'push', 'disconnect'];

/** What is paid for by import alone, with words that are only there. */
const features = [
  ['intercept', 'null to drop it'],
  ['stats', 'lastRoundTripMs'],
  ['logger', '"debug"'],
  ['refreshAuth', 'no connection to refresh'],
  ['Unauthorized', 'Nobody is logged in'],
] as const;

describe('a program without it', () => {
  it.each(features)('does not pay for %s', async (name, words) => {
    const [without, with_] = await Promise.all([bundle(...typical), bundle(...typical, name)]);
    expect([with_.includes(words), without.includes(words)]).toEqual([true, false]);
  });
});
