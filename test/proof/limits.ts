import { type ClientInput, type Delays, defaults } from 'xstate-phoenix';
import type { PaceLimits } from './pace.ts';

/** How long things may take at most, by the options of the client, in ms. */
export interface Limits {
  /** Clock time. */
  now(): number;
  readonly connectMs: number;
  readonly joinMs: number;
  /** Joins that may be on the wire at a time, at the least. */
  readonly joinsAtATime: number;
  readonly leaveMs: number;
  /** Until a line is given up through which nothing gets; Infinity without heartbeats. */
  readonly silenceMs: number;
  /** Whether any frame shows that a line leads somewhere, and not only the answer to a heartbeat. */
  readonly isAliveByAnyFrame: boolean;
  /** How fast connections and joins may follow each other. */
  readonly dials: PaceLimits;
  readonly joins: PaceLimits;
  /** Attempts that may fail in a row before the client gives up. */
  readonly attempts: number;
  /** How long a connection that no topic uses is kept; Infinity for ever. */
  readonly idleMs: number;
}

export function limitsOf(input: Partial<ClientInput>, now: () => number): Limits {
  const all = { ...defaults, ...input };
  const { heartbeatIntervalMs, heartbeatTimeoutMs, connectTimeoutMs, joinTimeoutMs, leaveTimeoutMs, maxAttempts } = all;
  const paceOf = (delays: Delays): PaceLimits => ({
    now,
    delayMs: (attempt) =>
      typeof delays === 'function' ? delays(attempt) : (delays[Math.min(attempt, delays.length) - 1] ?? 0),
    stableMs: all.stableAfterMs,
  });
  // Phoenix answers a heartbeat behind the joins before it, so it has until the last of them is due.
  const answerMs = Math.max(heartbeatTimeoutMs, joinTimeoutMs);
  return {
    now,
    connectMs: connectTimeoutMs,
    joinMs: joinTimeoutMs,
    joinsAtATime: all.maxConcurrentJoins === 'auto' ? 10 : all.maxConcurrentJoins,
    leaveMs: leaveTimeoutMs,
    attempts: maxAttempts,
    idleMs: all.idleDisconnectMs,
    dials: paceOf(all.reconnectAfterMs),
    joins: paceOf(all.rejoinAfterMs),
    isAliveByAnyFrame: all.livenessFrom === 'any-frame',
    silenceMs: heartbeatIntervalMs === 0 ? Number.POSITIVE_INFINITY : heartbeatIntervalMs + answerMs,
  };
}
