import type { Configuration } from '../../configuration.types.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Time } from '../time.ts';
import type { CallWatcher, UserCodeOwner } from '../user.code.ts';
import type { JoinTurns } from './join.turns.ts';
import type { PushWatcher, WatchedPush } from './push.ts';

/**
 * What a channel needs from its host. Usually the host is a client. It can also be a program of yours that has its own
 * connection to Phoenix.
 *
 * A host sends `connection.opened` and `connection.lost` to its channels, and an event for each frame, such as
 * `join.accepted` and `channel.message`: see {@link ChannelFact}. All channels share one host. It is part of their context,
 * so its enumerable fields are visible in snapshots.
 */
export interface ChannelHost extends UserCodeOwner {
  /** The options of the channels, for example `{ ...defaults, serializer: v2() }`. */
  readonly configuration: ChannelConfiguration;
  /** The time in ms that deadlines are counted in: that of the actor system's clock. */
  readonly time: Time;
  /** Sees all pushes, and all calls of functions of the user; null while nobody watches. */
  readonly watcher: (CallWatcher & PushWatcher) | null;
  /** Limits how many topics join at a time. Call {@link JoinTurns.clear} when the connection is lost. */
  readonly joins: JoinTurns;
  /** Whether there is a connection. Send an event to the channels when it changes: they do not poll. */
  isOpen(): boolean;
  /**
   * Why there is no connection, and whether nobody tries to connect (`isFinal`). If so, pushes fail at once. Without this
   * method, they wait.
   */
  absence?(): { readonly error: unknown; readonly isFinal: boolean };
  /**
   * Whether a push may be written now. If not, the channel keeps it, and tries again at `connection.drained`.
   */
  isWritable(): boolean;
  /** A new ref: a number as a string, greater than all before. */
  nextRef(): string;
  /**
   * Writes a frame. If `push` is given, call its `written`. The payload of a push that has waited is what the serializer's
   * `capture` returned.
   *
   * @throws What the serializer throws. Then nothing was written.
   */
  write(frame: Frame, push?: WatchedPush | null): void;
  /**
   * Called when a promise was settled that somebody awaits. Their code goes on only after the present task. If you deliver
   * several frames in one task, keep the others for the next task, so that this code can hear them.
   */
  told?(): void;
  /**
   * Calls `listener` when the client is stopped. Those who await something of the client need it, since XState does not
   * always tell subscribers that an actor was stopped.
   *
   * @returns A function that removes the listener.
   */
  onStop?(listener: () => void): () => void;
  /** Removes secrets from an error of the serializer. Without this method, errors are shown as they are. */
  scrub?(error: unknown): unknown;
  /** Called when a channel was sent an event of an unknown type. */
  ignores?(type: string, topic: string): void;
  /** Called when an incoming frame was not delivered. */
  drop(why: Undelivered, topic: string, event: string): void;
}

/** Why a channel did not deliver a frame: its topic is not joined, or the frame belongs to an older join (`stale`). */
export type Undelivered = 'not_joined' | 'stale';

/** The options of a client that its channels use. */
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
