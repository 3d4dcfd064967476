import { describe, expect, it } from 'vitest';
import { defaults } from 'xstate-phoenix';
import { type Backoff, backoff, spread } from '../../src/machines/backoff.ts';
import { MAX_DELAY_MS } from '../../src/values.ts';

const plain: Backoff = { delays: defaults.reconnectAfterMs, jitter: 0, fallbackMs: 5000 };
const waits = (policy: Partial<Backoff>, attempts: number) =>
  Array.from({ length: attempts }, (_, index) => backoff({ ...plain, ...policy }, index + 1));

describe('a backoff', () => {
  it('waits as phoenix.js does, and five seconds from the tenth retry on', () => {
    expect(waits({}, 12)).toEqual([10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000, 5000, 5000]);
  });

  it('repeats the last entry of a list', () => {
    expect(waits({ delays: [7, 9] }, 4)).toEqual([7, 9, 9, 9]);
  });

  it('asks a function for the number of the retry, counted from one', () => {
    expect(waits({ delays: (attempt) => attempt * 3 }, 3)).toEqual([3, 6, 9]);
  });

  it.each<unknown>([Number.NaN, Number.NEGATIVE_INFINITY, -1, undefined, null, '5', 5n, Promise.resolve(5)])(
    'uses the last default if a function returns %s',
    (answer) => {
      // Only possible in JavaScript.
      expect(waits({ delays: () => answer as number }, 2)).toEqual([5000, 5000]);
    },
  );

  it.each([Number.POSITIVE_INFINITY, MAX_DELAY_MS + 1])('waits as long as a timer can for %s', (answer) => {
    expect(waits({ delays: () => answer }, 1)).toEqual([MAX_DELAY_MS]);
    expect(waits({ delays: [answer] }, 2)).toEqual([MAX_DELAY_MS, MAX_DELAY_MS]);
  });

  it.each([0, MAX_DELAY_MS])('takes %s, which is a delay', (answer) => {
    expect(waits({ delays: () => answer }, 1)).toEqual([answer]);
  });

  it('has no random part for the first retry, and a fully random second one, without a jitter', () => {
    const policy = { delays: [1000], jitter: undefined };
    expect(waits({ ...policy, random: () => 0.25 }, 2)).toEqual([1000, 750]);
    expect(waits({ ...policy, random: () => 0 }, 2)).toEqual([1000, 1000]);
    expect(waits({ ...policy, random: () => 1 }, 2)).toEqual([1000, 0]);
  });

  it.each([undefined, 1, 0.7])('keeps half of the delay from the third retry on, with a jitter of %s', (jitter) => {
    const drawn = waits({ delays: [1000], jitter, random: () => 1 }, 5);
    expect(drawn.slice(2)).toEqual([500, 500, 500]);
    expect(waits({ delays: [1000], jitter, random: () => 0 }, 5).slice(2)).toEqual([1000, 1000, 1000]);
  });

  it('is random by no more than the given jitter, from the third retry on too', () => {
    expect(waits({ delays: [1000], jitter: 0.2, random: () => 1 }, 3)).toEqual([800, 800, 800]);
  });

  it('is random by the given jitter, for the first retry too', () => {
    expect(waits({ delays: [1000], jitter: 0.5, random: () => 0.5 }, 2)).toEqual([750, 750]);
    expect(waits({ delays: [1000], jitter: 1, random: () => 0.5 }, 2)).toEqual([500, 500]);
  });

  it('rounds to whole milliseconds', () => {
    expect(spread(10, 0.35, () => 0.5)).toBe(8);
    expect(spread(10, 0.25, () => 0.5)).toBe(9);
  });

  it('uses Math.random by default', () => {
    const drawn = Array.from({ length: 200 }, () => spread(1000, 1));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1000);
    expect(new Set(drawn).size).toBeGreaterThan(50);
  });
});
