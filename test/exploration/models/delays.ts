import type { ClientInput } from 'xstate-phoenix';

/**
 * The delays of all models: multiples of 100 ms, so that few differences between timers can occur, and different
 * enough for each order of any two timers to occur. No heartbeat, where a model is not about it.
 */
export const delays = {
  reconnectAfterMs: [100],
  rejoinAfterMs: [100],
  connectTimeoutMs: 300,
  joinTimeoutMs: 300,
  leaveTimeoutMs: 200,
  stableAfterMs: 200,
  heartbeatIntervalMs: 0,
} as const satisfies Partial<ClientInput>;
