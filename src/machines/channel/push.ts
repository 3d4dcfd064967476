import type { WhenNotJoined } from '../../configuration.types.ts';
import type { PushError } from '../../errors.ts';
import type { Frame } from '../../protocol/frame.ts';

/** How a push ended. Its caller is told exactly once. */
export type PushOutcome =
  | { readonly status: 'ok'; readonly response: unknown }
  | { readonly status: 'failed'; readonly error: PushError };

/** The caller of a push: how long it waits, and how it is told the outcome. */
export interface PushCall {
  /** Milliseconds from the call. @defaultValue the client's `pushTimeoutMs` */
  readonly timeoutMs?: number | undefined;
  /** @defaultValue the client's `whenNotJoined` */
  readonly whenNotJoined?: WhenNotJoined | undefined;
  /** Tells whether somebody awaits the outcome. */
  promise?(): { readonly isAwaited: boolean } | undefined;
  settle(outcome: PushOutcome): void;
}

/** Names a push that was sent as an event, in its outcome. */
export interface PushName {
  readonly event: string;
  /** The `id` of the command; undefined if it had none. */
  readonly id: string | undefined;
}

/** A push or a cast that is not settled. It waits to be written, or for its reply. */
export interface PendingPush {
  readonly event: string;
  /** While the push waits: the copy that was made at the call. */
  readonly payload: unknown;
  /** When the push is given up, in ms of `host.time.now()`. */
  readonly dueAt: number;
  /** Null for a cast. */
  readonly call: PushCall | null;
  /** Null if nobody watches. */
  readonly watched: WatchedPush | null;
}

/** A push has a reply, a cast has none. */
export type PushKind = 'push' | 'cast';

/** Watches pushes and casts. */
export interface PushWatcher {
  /** Called for each push and cast, before anything is done with it. */
  pushes(topic: string, event: string, kind: PushKind): WatchedPush;
}

/** One push or cast that is watched. */
export interface WatchedPush {
  /** It was put into the buffer. */
  queued(): void;
  /** Its frame is written. */
  written(frame: Frame, bytes: number): void;
  /** It has an outcome. A cast has one only if it failed. */
  settled(outcome: PushOutcome): void;
}
