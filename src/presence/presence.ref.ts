import type { SnapshotFrom } from 'xstate';
import type { PresenceMachine } from './presence.machine.ts';
import type { PresenceEntry, PresenceMeta, PresenceState } from './presence.types.ts';

/** Options of {@link createPresence}. */
export interface PresenceOptions {
  /** The events of your server. @defaultValue `{ state: 'presence_state', diff: 'presence_diff' }` */
  readonly events?: { readonly state: string; readonly diff: string };
}

/** `waiting` for the first state of the server, `synced`, or `stale` since the topic was lost, until the next state. */
export type PresenceStatus = 'waiting' | 'synced' | 'stale';

/** The snapshot of a presence. It never changes: each change makes a new one. */
export type PresenceSnapshot<Meta = Readonly<Record<string, unknown>>> = Omit<
  SnapshotFrom<PresenceMachine>,
  'value' | 'context'
> & {
  readonly value: PresenceStatus;
  /** `state` is made when you first read it, and never changed. */
  readonly context: { readonly state: PresenceState<Meta> };
};

/**
 * Who is present in a topic.
 *
 * The functions that add a listener return a function that removes it. They need no `this`. A listener that throws is
 * reported as `listener.failed` of the client, and stops nothing.
 */
export interface Presence<Meta = Readonly<Record<string, unknown>>> {
  /** Whether the list may be out of date: the topic was lost, and the next state has not come yet. */
  readonly stale: boolean;
  /** All entries, or what `by` makes of them, in the order of the keys. */
  list(): PresenceEntry<Meta>[];
  list<T>(by: (key: string, entry: PresenceEntry<Meta>) => T): T[];
  /** The snapshot of the actor. `context.state` is the same object until somebody joins or leaves. */
  getSnapshot(): PresenceSnapshot<Meta>;
  /** Calls the listener with each new snapshot, after all other listeners. */
  subscribe(listener: (snapshot: PresenceSnapshot<Meta>) => void): () => void;
  /**
   * Somebody has joined.
   *
   * @param listener - Called with the key, the entry before (undefined if there was none), and the metas that are new.
   */
  onJoin(
    listener: (key: string, before: PresenceEntry<Meta> | undefined, joined: PresenceEntry<Meta>) => void,
  ): () => void;
  /**
   * Somebody has left.
   *
   * @param listener - Called with the key, the entry after (without metas if nobody is left), and the metas that are gone.
   */
  onLeave(listener: (key: string, after: PresenceEntry<Meta>, left: PresenceEntry<Meta>) => void): () => void;
  /** Somebody's meta was updated. Before this call comes that of `onJoin`, and after it that of `onLeave`. */
  onUpdate(listener: (key: string, previous: PresenceMeta<Meta>, meta: PresenceMeta<Meta>) => void): () => void;
  /** The list is as the server has it: called once after each state, and once after each diff. */
  onSync(listener: () => void): () => void;
  /** Ends the presence. It stays as it is, and nobody hears of it any more. */
  dispose(): void;
}
