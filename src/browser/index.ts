/**
 * For pages: what a page tells its client, timers that no browser slows down, and a look at refused handshakes.
 *
 * @module xstate-phoenix/browser
 */

export { pageLifecycle } from './lifecycle.ts';
export type {
  LifecycleDocument,
  LifecycleTarget,
  LifecycleWindow,
  PageLifecycleOptions,
} from './lifecycle.types.ts';
export { type ProbingOptions, probing } from './probing.ts';
export { type WorkerClock, type WorkerClockOptions, workerClock } from './worker.clock.ts';
export { workerScript } from './worker.script.ts';
