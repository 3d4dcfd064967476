import { describe, expect, it } from 'vitest';
import { TestClock } from 'xstate-phoenix/testing';

/** A clock, and a way to set timers that log their name and time. */
function setUp(now = 0) {
  const clock = new TestClock({ now });
  const log: unknown[] = [];
  const set = (name: string, ms: number, then = () => {}) =>
    clock.setTimeout(() => {
      log.push([name, clock.now()]);
      then();
    }, ms);
  return { clock, log, set };
}

describe('a test clock', () => {
  it('goes from timer to timer, so that each sees its own time, in the order they were set', () => {
    const { clock, log, set } = setUp(1000);
    set('late', 30);
    set('early', 10, () => set('set meanwhile', 15));
    set('as early', 10);
    clock.increment(30);
    expect(log).toEqual([
      ['early', 1010],
      ['as early', 1010],
      ['set meanwhile', 1025],
      ['late', 1030],
    ]);
    expect([clock.now(), clock.timers]).toEqual([1030, 0]);
  });

  it('stands still until it is moved, and leaves the timers that are not due', () => {
    const { clock, log, set } = setUp();
    set('next', 10);
    clock.increment(9);
    expect([log, clock.now(), clock.timers]).toEqual([[], 9, 1]);
    clock.increment(0.5);
    clock.increment(0.5);
    expect(log).toEqual([['next', 10]]);
  });

  it('forgets timers that are cleared, those of the same time by another one too', () => {
    const { clock, log, set } = setUp();
    const ids: number[] = [];
    set('first', 5, () => ids.forEach((id) => void clock.clearTimeout(id)));
    ids.push(set('second', 5));
    clock.increment(10);
    clock.clearTimeout(99);
    expect(log).toEqual([['first', 5]]);
  });

  it('fires one timer with each step, until a time', () => {
    const { clock, log, set } = setUp();
    set('a', 5);
    set('b', 5);
    set('c', 6);
    expect([clock.step(5), clock.step(5), clock.step(5)]).toEqual([true, true, false]);
    expect(log).toEqual([
      ['a', 5],
      ['b', 5],
    ]);
  });

  it('fires what it has slept past when it is moved again, without going back', () => {
    const { clock, log, set } = setUp();
    set('b', 20);
    set('a', 10);
    clock.sleep(50);
    expect(log).toEqual([]);
    clock.increment(0);
    expect(log).toEqual([
      ['a', 50],
      ['b', 50],
    ]);
  });

  it.each([-10, Number.NaN])('takes a delay of %s as none', (ms) => {
    const { clock, log, set } = setUp(5);
    set('first', 0);
    set('second', ms);
    clock.increment(0);
    expect(log).toEqual([
      ['first', 5],
      ['second', 5],
    ]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('can not move by %s', (ms) => {
    const { clock } = setUp();
    expect(() => clock.increment(ms)).toThrow(RangeError);
    expect(() => clock.sleep(ms)).toThrow(RangeError);
  });
});
