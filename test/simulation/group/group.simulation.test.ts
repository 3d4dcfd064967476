import { describe, expect, it } from 'vitest';
import { live, told } from './simulate.ts';

const WORLDS = 300;
const PARTS = 3;
const LIMIT_MS = 600_000;

describe('in random worlds, a group', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => 1_000 + part * (WORLDS / PARTS)))(
    'has no topic without an owner, or with two, for longer than is stated, from seed %i on',
    async (from) => {
      for (let seed = from; seed < from + WORLDS / PARTS; seed += 1) {
        const history = await live(seed);
        if (history.violation !== undefined) expect(await told(history)).toBe('every invariant held');
      }
    },
    LIMIT_MS,
  );
});
