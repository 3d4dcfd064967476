import type { AnyActorRef } from 'xstate';

/** The time of an actor system in ms. Under a simulated clock both are that clock's. */
export interface Time {
  /** For deadlines: never jumps. */
  now(): number;
  /** For what people read, and for noticing that the machine slept: the clock on the wall. */
  wall(): number;
}

/** The time that passes for an actor system: its clock's own where the clock can tell it, as `SimulatedClock` can. */
export function timeOf(system: AnyActorRef['system']): Time {
  const clock = system._clock;
  if ('now' in clock && typeof clock.now === 'function') {
    const now = clock.now.bind(clock);
    return { now, wall: now };
  }
  return { now: () => performance.now(), wall: () => Date.now() };
}
