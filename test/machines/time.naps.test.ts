import { afterEach, expect, it, vi } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { timeOf } from '../../src/machines/time.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('the time of deadlines includes every sleep of the computer, and the other is the time of day', () => {
  const clocks = { steady: 1_000, wall: 1_700_000_000_000 };
  vi.spyOn(performance, 'now').mockImplementation(() => clocks.steady);
  vi.spyOn(Date, 'now').mockImplementation(() => clocks.wall);
  const time = timeOf(createActor(createMachine({})).system);
  const before = time.now();
  const passed = ['awake', 'asleep', 'awake', 'asleep'].map((how) => {
    clocks.wall += 5_000;
    if (how === 'awake') clocks.steady += 5_000;
    return time.now() - before;
  });
  expect(passed).toEqual([5_000, 10_000, 15_000, 20_000]);
  expect(time.wall()).toBe(clocks.wall);
});
