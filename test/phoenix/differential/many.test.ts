import { describe, expect, it } from 'vitest';
import { compareMany } from './compare.ts';

/** How many programs a run in CI has; `npm run differ -- --programs 100000` has more of the same. */
const PROGRAMS = 2_000;
/** Never what is asserted: the machine may be busy. */
const PATIENCE_MS = 300_000;

describe('2,000 random programs before random servers', () => {
  it(
    'send, hear and see with our Socket what they do with phoenix.js',
    async () => {
      expect(await compareMany(1, PROGRAMS)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
