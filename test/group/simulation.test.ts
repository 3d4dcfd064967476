import { describe, expect, it } from 'vitest';
import { live, told } from '../simulation/group/simulate.ts';

describe('in a few random worlds, a group', () => {
  it('has no topic without an owner, or with two, for longer than is stated', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const history = await live(seed);
      if (history.violation !== undefined) expect(await told(history)).toBe('every invariant held');
    }
  });
});

describe('a world of a group', () => {
  it('is the same whenever its seed is', async () => {
    expect(await live(7)).toEqual(await live(7));
  });
});
