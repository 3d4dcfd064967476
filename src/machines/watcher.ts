import type { Frame } from '../protocol/frame.ts';
import type { PushOutcome } from './channel.types.ts';
import type { ClientFact, DropReason } from './client.types.ts';

/**
 * Whoever wants to know, from within, what a client does. There is one at most, and while there is none, all that it
 * costs is to see that. Nothing of it may throw.
 */
export interface Watcher {
  /** An attempt at a connection begins. */
  dials(): WatchedAttempt;
  /** Somebody pushes. */
  pushes(topic: string, event: string, kind: PushKind): WatchedPush;
  /** A function of the user is about to be called, for a topic or for the connection. */
  calls(topic: string | null, callback: string): WatchedCall;
  /** Bytes have come. `handle` decodes and routes them; null where the transport could not read them. */
  receives(bytes: number | null, handle: (frame: WatchedFrame) => void): void;
  /** A frame goes to the wire. */
  writes(frame: Frame, bytes: number): void;
  /** The frame that is being handled goes nowhere. */
  drops(why: DropReason): void;
}

/** A cast has no reply. */
export type PushKind = 'push' | 'cast';

/** One attempt, and the connection that may come of it. */
export interface WatchedAttempt {
  /** The client is about to be told something of its socket. */
  tells(fact: ClientFact): void;
  /** It is over, or given up. */
  ends(): void;
}

/** One push or cast. */
export interface WatchedPush {
  /** It waits to be written. */
  queued(): void;
  /** Its frame goes to the wire. */
  written(frame: Frame, bytes: number): void;
  /** It has its outcome, which a cast has only if it failed. */
  settled(outcome: PushOutcome): void;
}

/** One call of a function of the user; one that answers with a promise lasts until that is settled. */
export interface WatchedCall {
  readonly returned: () => void;
  readonly threw: () => void;
}

/** One incoming frame. */
export interface WatchedFrame {
  decoded(frame: Frame): void;
}
