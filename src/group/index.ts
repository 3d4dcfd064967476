/**
 * A group: several processes that share a set of topics, each topic on exactly one of them.
 *
 * @module xstate-phoenix/group
 */

export type {
  GroupCommand,
  GroupEmitted,
  GroupEvent,
  GroupFact,
  MembersListed,
  ReleaseReason,
} from './group.events.ts';
export { type GroupMachine, groupMachine } from './group.logic.ts';
export type { GroupContext, GroupRef, GroupSnapshot, GroupState, GroupTag } from './group.ref.ts';
export { createGroup, type GroupActorOptions } from './group.ts';
export type { GroupInput, GroupOptions } from './options.ts';
export { ownerOf } from './owner.ts';
export type { Sharing } from './sharing.ts';
