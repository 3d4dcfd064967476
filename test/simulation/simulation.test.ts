import { describe, expect, it } from 'vitest';
import { simulateMany } from './many.ts';
import { shrink } from './shrink.ts';
import { replay, simulate } from './simulate.ts';
import { told } from './told.ts';

const WORLDS = 10_000;
const PARTS = 10;
/** Generous, for busy machines; nothing is asserted about time. */
const LIMIT_MS = 600_000;

describe('in random worlds the client', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => 1 + part * (WORLDS / PARTS)))(
    'keeps every invariant, from seed %i on',
    async (from) => {
      const { failed, worlds } = await simulateMany(from, WORLDS / PARTS);
      const [first] = failed;
      expect(first ? told(await shrink(first)) : 'every invariant held').toBe('every invariant held');
      expect(worlds).toBe(WORLDS / PARTS);
    },
    LIMIT_MS,
  );

  /** Late timers, frames through a frozen line or kept until its end, and listeners that disconnect, join or leave. */
  it.each([504486, 510266, 517517, 519526, 527282, 564444, 566807, 576418, 589135, 886849])(
    'keeps every invariant in world %i, where what happens is hard to tell',
    async (seed) => {
      expect((await simulate(seed)).violation).toBeUndefined();
    },
  );
});

describe('a world', () => {
  it('is the same whenever its seed is', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });

  it('is the same when its acts are replayed', async () => {
    const history = await simulate(11);
    expect(await replay(11, history.acts)).toEqual(history);
  });

  it('differs from others', async () => {
    expect((await simulate(7)).acts).not.toEqual((await simulate(8)).acts);
  });
});
