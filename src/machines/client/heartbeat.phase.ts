import type { JoinTurns } from '../channel/join.turns.ts';
import type { Time } from '../time.ts';

/** The part of a client's context that is about its heartbeat. */
export interface HeartbeatPhase {
  /** The ref of the heartbeat whose answer the client waits for; null if it waits for none. */
  readonly heartbeatRef: string | null;
  /** When the last heartbeat was sent, in ms of `connection.time.now()`. */
  readonly heartbeatSentAt: number;
  /** When the next answer is overdue, in ms of `connection.time.now()`; Infinity without heartbeats. */
  readonly heartbeatDueAt: number;
}

interface Connected {
  readonly time: Time;
  readonly joins: JoinTurns;
}

/** Whether the answer to a heartbeat is overdue: the connection is dead, or the computer slept. */
export function isOverdue(connection: Connected, phase: HeartbeatPhase): boolean {
  return connection.time.now() > phase.heartbeatDueAt && heldUpMs(connection, phase) === 0;
}

/**
 * Milliseconds for which joins may still delay the answer. Phoenix handles frames in order, and does nothing else while a
 * `join/3` runs, so it answers a heartbeat only after the joins before it.
 */
export function heldUpMs({ joins }: Connected, { heartbeatRef, heartbeatSentAt }: HeartbeatPhase): number {
  return heartbeatRef === null ? 0 : joins.patienceMs(heartbeatSentAt);
}
