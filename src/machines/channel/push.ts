import type { WhenNotJoined } from '../../configuration.types.ts';
import type { PushError } from '../../errors.ts';
import type { Frame } from '../../protocol/frame.ts';

/** How a push ended: what its caller is told, exactly once. */
export type PushOutcome =
  | { readonly status: 'ok'; readonly response: unknown }
  | { readonly status: 'failed'; readonly error: PushError };

/** The caller of a push: how long it waits, and how it hears. */
export interface PushCall {
  readonly timeoutMs?: number | undefined;
  readonly whenNotJoined?: WhenNotJoined | undefined;
  /** The promise of the outcome, which knows whether somebody waits for it. */
  promise?(): { readonly isAwaited: boolean } | undefined;
  settle(outcome: PushOutcome): void;
}

/** A push that was sent as an event, as its outcome names it. */
export interface PushName {
  readonly event: string;
  /** The command's own; undefined where it had none. */
  readonly id: string | undefined;
}

/** A push or a cast that is not settled: it waits to be written, or for its reply. */
export interface PendingPush {
  readonly event: string;
  /** As captured at the call while it waits. */
  readonly payload: unknown;
  /** Time in ms at which it is given up. */
  readonly dueAt: number;
  /** Who wants to hear; null for a cast. */
  readonly call: PushCall | null;
  /** Who watches it, if anybody does. */
  readonly watched: WatchedPush | null;
}

/** A cast has no reply. */
export type PushKind = 'push' | 'cast';

/** Whoever wants to know what is pushed. */
export interface PushWatcher {
  /** Somebody pushes. */
  pushes(topic: string, event: string, kind: PushKind): WatchedPush;
}

/** One push or cast, as it is watched. */
export interface WatchedPush {
  /** It waits to be written. */
  queued(): void;
  /** Its frame goes to the wire. */
  written(frame: Frame, bytes: number): void;
  /** It has its outcome, which a cast has only if it failed. */
  settled(outcome: PushOutcome): void;
}
