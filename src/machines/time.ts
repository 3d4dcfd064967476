import type { AnyActorRef } from 'xstate';

/** The time of an actor system in ms. Under a simulated clock both are that clock's. */
export interface Time {
  /** For deadlines and durations: never goes back, and goes on while the machine sleeps. */
  now(): number;
  /** For what people read: the clock on the wall. */
  wall(): number;
}

/**
 * By how many ms the clock on the wall has to be ahead of the steady one for the machine to have slept meanwhile. What is
 * less may be the wall clock being set right.
 */
const NAP_MS = 1_000;

/** The time that passes for an actor system: its clock's own where the clock can tell it, as `SimulatedClock` can. */
export function timeOf(system: AnyActorRef['system']): Time {
  const clock = system._clock;
  if (!('now' in clock) || typeof clock.now !== 'function') return timeOfPlatform();
  const now = clock.now.bind(clock);
  return { now, wall: now };
}

/**
 * `performance.now()` stands still while a machine sleeps, in Node and in browsers on Linux and macOS, and `Date.now()`
 * may be set back. A deadline shall hold by whichever comes first, so what one has gone ahead counts for the other.
 */
function timeOfPlatform(): Time {
  let steadyAt = steady();
  let wallAt = Date.now();
  let slept = 0;
  const now = () => {
    const [steadyNow, wallNow] = [steady(), Date.now()];
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
