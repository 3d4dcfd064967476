import { type ClientInput, defaults } from 'xstate-phoenix';

/** How long things may take at most, by the options of the client, in ms. */
export interface Limits {
  /** Clock time. */
  now(): number;
  readonly connectMs: number;
  readonly joinMs: number;
  readonly leaveMs: number;
  /** Until a line is given up through which nothing gets; Infinity without heartbeats. */
  readonly silenceMs: number;
  /** Attempts that may fail in a row before the client gives up. */
  readonly attempts: number;
}

export function limitsOf(input: Partial<ClientInput>, now: () => number): Limits {
  const { heartbeatIntervalMs, heartbeatTimeoutMs, connectTimeoutMs, joinTimeoutMs, leaveTimeoutMs, maxAttempts } = {
    ...defaults,
    ...input,
  };
  // A heartbeat is answered behind the joins before it, so it has until the last of them is due (semantics 53).
  const answerMs = Math.max(heartbeatTimeoutMs, joinTimeoutMs);
  return {
    now,
    connectMs: connectTimeoutMs,
    joinMs: joinTimeoutMs,
    leaveMs: leaveTimeoutMs,
    attempts: maxAttempts,
    silenceMs: heartbeatIntervalMs === 0 ? Number.POSITIVE_INFINITY : heartbeatIntervalMs + answerMs,
  };
}
