/**
 * Who is present in a topic: the client's side of Phoenix.Presence.
 *
 * @module xstate-phoenix/presence
 */

export type { PresenceContext } from './presence.context.ts';
export type { PresenceEvent } from './presence.events.ts';
export { type PresenceMachine, presenceMachine } from './presence.machine.ts';
export type { Presence, PresenceOptions, PresenceSnapshot, PresenceStatus } from './presence.ref.ts';
export { createPresence } from './presence.ts';
export type {
  PresenceChange,
  PresenceDiff,
  PresenceEntry,
  PresenceMeta,
  PresenceRefs,
  PresenceState,
} from './presence.types.ts';
export { syncDiff, syncState } from './sync.ts';
