import type { Frame } from '../../protocol/frame.ts';
import type { PushWatcher } from '../channel/push.ts';
import type { CallWatcher } from '../user.code.ts';
import type { DropReason } from './client.emitted.ts';
import type { ClientFact } from './client.events.ts';

/**
 * Whoever wants to know, from within, what a client does. There is one at most, and while there is none, all that it
 * costs is to see that. Nothing of it may throw.
 */
export interface Watcher extends CallWatcher, PushWatcher {
  /** An attempt at a connection begins. */
  dials(): WatchedAttempt;
  /** Bytes have come. `handle` decodes and routes them; null where the transport could not read them. */
  receives(bytes: number | null, handle: (frame: WatchedFrame) => void): void;
  /** A frame goes to the wire. */
  writes(frame: Frame, bytes: number): void;
  /** The frame that is being handled goes nowhere. */
  drops(why: DropReason): void;
}

/** One attempt, and the connection that may come of it. */
export interface WatchedAttempt {
  /** The client is about to be told something of its socket. */
  tells(fact: ClientFact): void;
  /** It is over, or given up. */
  ends(): void;
}

/** One incoming frame. */
export interface WatchedFrame {
  decoded(frame: Frame): void;
}
