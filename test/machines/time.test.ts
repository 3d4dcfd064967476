import { afterEach, describe, expect, it, vi } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { TestClock } from 'xstate-phoenix/testing';
import { timeOf } from '../../src/machines/time.ts';

/** The two clocks of a platform, to be moved by hand. */
function platform() {
  const clocks = { steady: 1_000, wall: 1_700_000_000_000 };
  vi.spyOn(performance, 'now').mockImplementation(() => clocks.steady);
  vi.spyOn(Date, 'now').mockImplementation(() => clocks.wall);
  const time = timeOf(createActor(createMachine({})).system);
  const passes = (steady: number, wall: number) => {
    clocks.steady += steady;
    clocks.wall += wall;
  };
  return { time, passes };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the time of deadlines', () => {
  it('passes as the steady clock does', () => {
    const { time, passes } = platform();
    const before = time.now();
    for (let n = 0; n < 100; n += 1) {
      passes(0.4, n % 2);
      time.now();
    }
    expect(time.now() - before).toBeCloseTo(40);
  });

  it('goes on while the computer sleeps and the steady clock stands still', () => {
    const { time, passes } = platform();
    const before = time.now();
    passes(20, 8 * 3_600_000);
    expect(time.now() - before).toBe(8 * 3_600_000);
  });

  it('never goes back with the clock on the wall', () => {
    const { time, passes } = platform();
    const before = time.now();
    passes(500, -3_600_000);
    expect(time.now() - before).toBe(500);
  });

  it('does not jump when the wall clock is corrected a little', () => {
    const { time, passes } = platform();
    const before = time.now();
    passes(500, 1_400);
    expect(time.now() - before).toBe(500);
  });

  it('is that of the actor system if its clock has now()', () => {
    const clock = new TestClock({ now: 7 });
    const time = timeOf(createActor(createMachine({}), { clock }).system);
    expect([time.now(), time.wall()]).toEqual([7, 7]);
  });
});
