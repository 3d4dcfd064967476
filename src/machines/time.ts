import type { AnyActorRef } from 'xstate';

/** The time of an actor system in ms. With a simulated clock, both methods give that clock's time. */
export interface Time {
  /** For deadlines and durations: it never goes back, and includes the time that the computer slept. */
  now(): number;
  /** The time of day, to show to people. */
  wall(): number;
}

/**
 * If the wall clock gains more than this on the steady one, in ms, the computer has slept. If it gains less, it may only
 * have been corrected.
 */
const NAP_MS = 1_000;

/** The time of an actor system: that of its clock if the clock has `now()`, as `SimulatedClock` has, or the platform's. */
export function timeOf(system: AnyActorRef['system']): Time {
  const clock = system._clock;
  if (!('now' in clock) || typeof clock.now !== 'function') return timeOfPlatform();
  const now = clock.now.bind(clock);
  return { now, wall: now };
}

/**
 * `performance.now()` stands still while the computer sleeps, in Node and in browsers on Linux and macOS. `Date.now()` may
 * be set back. So this takes the steady time, and adds the time slept: what the wall clock has gained on it.
 */
function timeOfPlatform(): Time {
  let steadyAt = steady();
  let wallAt = Date.now();
  let slept = 0;
  const now = () => {
    const steadyNow = steady();
    const wallNow = Date.now();
    const ahead = wallNow - wallAt - (steadyNow - steadyAt);
    if (ahead > NAP_MS) slept += ahead;
    steadyAt = steadyNow;
    wallAt = wallNow;
    return steadyNow + slept;
  };
  return { now, wall: () => Date.now() };
}

function steady(): number {
  return typeof performance === 'undefined' ? Date.now() : performance.now();
}
