import type { ChannelRef } from '../machines/channel/channel.ref.ts';

/** The commands that a group takes. */
export type GroupCommand =
  /** The members share these topics from now on, and no others. */
  | { readonly type: 'group.share'; readonly topics: Iterable<string> }
  /** Leaves the topics of this member, and then the group. */
  | { readonly type: 'group.leave' };

/** What happens to the group's own topic. */
export type GroupFact =
  /** It is joined, and the list is not known, or does not have this member. */
  | { readonly type: 'room.joined' }
  | MembersListed
  /** It is not joined, or not any more. */
  | { readonly type: 'room.lost' }
  /** The server has closed it, or refused it for good. */
  | { readonly type: 'room.closed' }
  | { readonly type: 'room.left' };

/** The list is known, and this member is in it. */
export interface MembersListed {
  readonly type: 'members.listed';
  /** Their names, sorted. */
  readonly members: readonly string[];
  /** The name of this member: the key that the server tracks it under. */
  readonly member: string;
  /** The `phx_ref` of this member. */
  readonly fence: string;
}

/** All events that a group takes. */
export type GroupEvent = GroupCommand | GroupFact;

/**
 * Why this member does not own a topic any more.
 *
 * - `moved`: the topic belongs to another member now
 * - `removed`: it is not among the topics of `group.share`
 * - `lost`: this process is no member any more, since the group's topic was lost
 * - `left`: it has left the group
 */
export type ReleaseReason = 'moved' | 'removed' | 'lost' | 'left';

/** The events that a group emits. */
export type GroupEmitted =
  /** This member owns the topic from now on. Its channel is about to be joined. */
  | { readonly type: 'owned'; readonly topic: string; readonly channel: ChannelRef }
  /** This member does not own the topic any more. Its channel was left. */
  | { readonly type: 'released'; readonly topic: string; readonly reason: ReleaseReason }
  /** The list of the members is another one. It is empty while this process is no member. */
  | { readonly type: 'members.changed'; readonly members: readonly string[] };
