import type { Configuration } from '../../configuration.types.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Time } from '../time.ts';
import type { CallWatcher, UserCodeOwner } from '../user.code.ts';
import type { JoinTurns } from './join.turns.ts';
import type { PushWatcher, WatchedPush } from './push.ts';

/**
 * What a channel needs of whoever hosts it: a client, or a program of yours that has its own way to a Phoenix socket.
 *
 * A host tells its channels of the connection by events, `connection.opened` and `connection.lost`, and what frames say
 * by others, such as `join.accepted` and `channel.message`: see {@link ChannelFact}. It is shared by reference: ten
 * thousand channels hold one. A host whose fields are enumerable shows them wherever a snapshot is shown.
 */
export interface ChannelHost extends UserCodeOwner {
  /** The options of the client that channels go by; `{ ...defaults, serializer: v2() }` is one. */
  readonly configuration: ChannelConfiguration;
  /** The time that deadlines are counted in: that of the clock of the actor system. */
  readonly time: Time;
  /** Who watches, from within; null while nobody does. */
  readonly watcher: (CallWatcher & PushWatcher) | null;
  /** Whose turn it is to join. A new connection begins with nobody's: see {@link JoinTurns.clear}. */
  readonly joins: JoinTurns;
  /** Whether there is a connection. A channel looks when something happens to it; tell it by an event when it changes. */
  isOpen(): boolean;
  /**
   * Why there is no connection, where that is known, and whether there will be none by itself: then pushes do not wait for
   * one. Without this function they do.
   */
  absence?(): { readonly error: unknown; readonly isFinal: boolean };
  /**
   * Whether a push may be written now. Where it may not, though there is a connection, the channel keeps it until
   * `connection.drained`.
   */
  isWritable(): boolean;
  /** A fresh ref: a number as a string, greater than all before. */
  nextRef(): string;
  /**
   * Writes a frame; those who watch a push are told of its own. The payload of a push that has waited is what the
   * serializer's `capture` made of it, for its `encode`.
   *
   * @throws What the serializer throws; then nothing was written.
   */
  write(frame: Frame, push?: WatchedPush | null): void;
  /**
   * Hears that somebody was told what they awaited. They go on behind the present task, so a host that delivers several
   * frames in one task keeps those that follow for the next one, or they miss what came with it.
   */
  told?(): void;
  /**
   * Has somebody who waits for something of its client hear when that is stopped: an actor may be stopped without a word to
   * those who watch it.
   *
   * @returns The undo.
   */
  onStop?(listener: () => void): () => void;
  /** Takes out of an error of the serializer what nobody may see. Without it errors are shown as they are. */
  scrub?(error: unknown): unknown;
  /** Hears that a channel was sent an event that is none of its own. */
  ignores?(type: string, topic: string): void;
  /** Hears that an incoming frame was not delivered. */
  drop(why: Undelivered, topic: string, event: string): void;
}

/** Why a channel delivers a frame to nobody: its topic is not joined, or it belongs to an older join. */
export type Undelivered = 'not_joined' | 'stale';

/** The options that a channel goes by. */
export type ChannelConfiguration = Pick<
  Configuration,
  | 'rejoinAfterMs'
  | 'jitter'
  | 'joinTimeoutMs'
  | 'pushTimeoutMs'
  | 'leaveTimeoutMs'
  | 'stableAfterMs'
  | 'whenNotJoined'
  | 'pushBuffer'
  | 'shouldRejoin'
> & { readonly serializer: Pick<Configuration['serializer'], 'capture'> };
