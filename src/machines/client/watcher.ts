import type { Frame } from '../../protocol/frame.ts';
import type { PushWatcher } from '../channel/push.ts';
import type { CallWatcher } from '../user.code.ts';
import type { DropReason } from './client.emitted.ts';
import type { ClientFact } from './client.events.ts';

/**
 * Watches what a client does; telemetry is one. A client has one watcher at most. Its methods must not throw.
 */
export interface Watcher extends CallWatcher, PushWatcher {
  /** An attempt at a connection begins. `client` is the one that dials: a pool has several. */
  dials(client: unknown): WatchedAttempt;
  /** Data have come. `handle` decodes and routes them. `bytes` is null if the transport could not read them. */
  receives(bytes: number | null, handle: (frame: WatchedFrame) => void): void;
  /** A frame is written. */
  writes(frame: Frame, bytes: number): void;
  /** The frame that is being handled is dropped. */
  drops(why: DropReason): void;
}

/** One attempt, and its connection. */
export interface WatchedAttempt {
  /** Called before the client is sent an event of its socket. */
  tells(fact: ClientFact): void;
  /** The attempt or its connection is over, or was given up. */
  ends(): void;
}

/** One incoming frame. */
export interface WatchedFrame {
  decoded(frame: Frame): void;
}
