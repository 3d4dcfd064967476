import type { PresenceDiff, PresenceEntry, PresenceMeta, PresenceState } from './presence.types.ts';

/** The events that a presence takes. */
export type PresenceEvent =
  | { readonly type: 'state.received'; readonly payload: PresenceState }
  | { readonly type: 'diff.received'; readonly payload: PresenceDiff }
  /** The topic is not joined any more. Diffs that wait for a state belong to the lost join, and are dropped. */
  | { readonly type: 'join.lost' }
  /** The topic was left or closed. Nobody is seen any more. */
  | { readonly type: 'room.closed' }
  /** XState's own: the actor is stopped. */
  | { readonly type: 'xstate.stop' };

/** What there is to tell: who hears of it, and the arguments of the call. */
export type Told =
  | readonly ['onJoin', key: string, before: PresenceEntry | undefined, joined: PresenceEntry]
  | readonly ['onUpdate', key: string, previous: PresenceMeta, meta: PresenceMeta]
  | readonly ['onLeave', key: string, after: PresenceEntry, left: PresenceEntry]
  | readonly ['onSync']
  /** A payload was no state or diff. */
  | readonly ['error', error: unknown];
