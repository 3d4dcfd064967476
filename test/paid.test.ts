import { describe, expect, it } from 'vitest';
import { pageBundle } from './support/page.bundle.ts';

const bundle = (...names: string[]) => pageBundle(`export { ${names.join(', ')} } from 'xstate-phoenix';`);

const typical = ['clientMachine', 'interpret', 'join', 'on', 'push', 'disconnect'];

/** What is paid for by import alone, with words that are only there. */
const features = [
  ['intercept', 'frame_given'],
  ['stats', 'lastRoundTripMs'],
  ['logger', '"debug"'],
  ['refreshAuth', 'refresh_unconnected'],
  ['Unauthorized', 'Nobody is logged in'],
] as const;

describe('a program without it', () => {
  it.each(features)('does not pay for %s', async (name, words) => {
    const [without, with_] = await Promise.all([bundle(...typical), bundle(...typical, name)]);
    expect([with_.includes(words), without.includes(words)]).toEqual([true, false]);
  });
});
