import type { JoinTurns } from '../channel/join.turns.ts';
import type { Time } from '../time.ts';

/** What a client knows of its heartbeat: it rests, or waits for an answer. */
export interface HeartbeatPhase {
  /** The heartbeat that is waited for; null while it rests. */
  readonly heartbeatRef: string | null;
  /** Time in ms at which the last one was sent. */
  readonly heartbeatSentAt: number;
  /** Time in ms at which the present phase is overdue; Infinity without heartbeats. */
  readonly heartbeatDueAt: number;
}

interface Connected {
  readonly time: Time;
  readonly joins: JoinTurns;
}

/** Whether the end of the present phase is overdue: the connection is dead, or the machine slept (semantics 56). */
export function isOverdue(connection: Connected, phase: HeartbeatPhase): boolean {
  return connection.time.now() > phase.heartbeatDueAt && heldUpMs(connection, phase) === 0;
}

/**
 * Milliseconds for which the answer may still be held up. Phoenix answers in order, and does nothing else while a join
 * runs, so a heartbeat behind joins is answered behind them (semantics 53, M5).
 */
export function heldUpMs({ joins }: Connected, { heartbeatRef, heartbeatSentAt }: HeartbeatPhase): number {
  return heartbeatRef === null ? 0 : joins.patienceMs(heartbeatSentAt);
}
