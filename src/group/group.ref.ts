import type { ActorRef, MachineSnapshot, MetaObject, NonReducibleUnknown, StateSchema } from 'xstate';
import type { GroupEmitted, GroupEvent } from './group.events.ts';
import type { Membership } from './membership.ts';
import type { Sharing } from './sharing.ts';

/** The context of a group. */
export interface GroupContext extends Sharing {
  /** @internal */
  readonly membership: Membership;
}

/** The states of a group: its `snapshot.value`. */
export type GroupState =
  /** The group's topic is not joined yet, or not any more. */
  | 'joining'
  /** It is joined. The list of the members has not come yet, does not have this one, or is too old to be relied on. */
  | 'waiting'
  /** This process is a member. `settling`: topics wait until their grace is over. `settled`: it has all that are its own. */
  | { readonly member: 'settling' | 'settled' }
  /** The server has closed the group's topic, or refused it for good. */
  | 'closed'
  /** The topics are left, and then the group's own. */
  | 'leaving'
  | 'left';

/** `member`: this process is in the list of the members. */
export type GroupTag = 'member';

/** The snapshot of a group. */
export type GroupSnapshot = MachineSnapshot<
  GroupContext,
  GroupEvent,
  Record<string, never>,
  GroupState,
  GroupTag,
  NonReducibleUnknown,
  MetaObject,
  StateSchema
>;

/** A running group: what {@link createGroup} returns. */
export type GroupRef = ActorRef<GroupSnapshot, GroupEvent, GroupEmitted>;
