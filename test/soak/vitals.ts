import type { ActorOptions } from 'xstate';
import { type ClientRef, channels, type clientMachine } from 'xstate-phoenix';
import type { Blame } from './violations.ts';

/** The memory and tables of a client that has nothing to do. */
export interface Vitals {
  readonly atMs: number;
  /** Bytes after a collection of garbage. */
  readonly heapBytes: number;
  readonly handles: number;
  readonly timers: number;
  readonly actors: number;
  /** Entries of the tables that all topics share. */
  readonly entries: number;
}

type Clock = NonNullable<ActorOptions<typeof clientMachine>['clock']>;

/** The clock of Node, with its timers counted. */
export interface CountingClock extends Clock {
  readonly running: number;
}

export function countingClock(): CountingClock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    get running() {
      return timers.size;
    },
    setTimeout: (fire, ms) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        fire();
      }, ms);
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => {
      timers.delete(timer);
      clearTimeout(timer);
    },
  };
}

/** Sockets of the process, those that are closing included. */
export function sockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}

/** Measures a client that has nothing to do. Needs `--expose-gc`. */
export function lookAt(client: ClientRef, clock: CountingClock, atMs: number): Vitals {
  const { connection } = client.getSnapshot().context;
  const { topics, joins, taps } = connection;
  const tables = [topics.channels, joins, topics.awaited, taps, topics.greeters];
  // The first one frees what the finalizers of the second one need.
  globalThis.gc?.();
  globalThis.gc?.();
  return {
    atMs,
    heapBytes: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout' && kind !== 'Immediate').length,
    timers: clock.running,
    actors: [...channels(client)].length + Object.keys(client.getSnapshot().children).length,
    entries: tables.reduce((sum, table) => sum + table.size, 0),
  };
}

/** How the heap went, in bytes. */
export interface HeapTrend {
  /** The median of the first third of the samples behind the warm-up, and of the last. */
  readonly first: number;
  readonly last: number;
  /** Of the line through all of them (least squares), for an hour. */
  readonly perHour: number;
}

/** The first share of a run, in which code is still being compiled. */
const WARM_UP = 0.2;
/** Bytes by which the heap may differ between the first and the last third, because of the engine itself. */
export const HEAP_BREATH_BYTES = 1_500_000;

export function heapTrend(samples: readonly Vitals[]): HeapTrend {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const heap = warm.map(({ heapBytes }) => heapBytes);
  return { first: median(heap.slice(0, third)), last: median(heap.slice(-third)), perHour: slope(warm) * 3_600_000 };
}

/**
 * Reports what grows: the heap by more than those bytes, and handles, timers, actors and table entries by any number
 * (I9).
 */
export function judge(samples: readonly Vitals[], blame: Blame): void {
  const { first, last } = heapTrend(samples);
  if (last - first > HEAP_BREATH_BYTES)
    blame('I9', `the heap grew by ${last - first} bytes between the first and the last third`);
  for (const kind of ['handles', 'timers', 'actors', 'entries'] as const) {
    const half = Math.ceil(samples.length / 2);
    const most = (some: readonly Vitals[]) => Math.max(...some.map((vitals) => vitals[kind]));
    const [before, after] = [most(samples.slice(0, half)), most(samples.slice(half))];
    if (after > before) blame('I9', `${kind} grew from ${before} to ${after}`);
  }
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function slope(samples: readonly Vitals[]): number {
  const mean = (of: (vitals: Vitals) => number) => samples.reduce((sum, v) => sum + of(v), 0) / samples.length;
  const [time, heap] = [mean(({ atMs }) => atMs), mean(({ heapBytes }) => heapBytes)];
  const spread = samples.reduce((sum, { atMs }) => sum + (atMs - time) ** 2, 0);
  return spread === 0 ? 0 : samples.reduce((sum, v) => sum + (v.atMs - time) * (v.heapBytes - heap), 0) / spread;
}
