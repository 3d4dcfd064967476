import { checkOptions } from '../configuration.check.ts';
import { joinRules } from '../configuration.rules.ts';
import { ConfigurationError } from '../errors.ts';
import type { JoinOptions } from '../machines/channel/join.options.ts';
import { obtainChannel, startChannel } from '../machines/client/obtain.channel.ts';
import { guarded } from '../machines/user.code.ts';
import { leave } from '../topic.ts';
import type { GroupEmitted, ReleaseReason } from './group.events.ts';
import { withOwn } from './join.params.ts';
import type { Membership } from './membership.ts';
import type { Sharing } from './sharing.ts';

type Emit = (event: GroupEmitted) => void;

/**
 * Lets the topics of the client follow what the member owns, and tells of it. Called when the group's snapshot is the new one
 * already, so that listeners see it.
 *
 * @param current - Gives the present sharing: user code may change it meanwhile.
 * @returns A promise that resolves when the topics are left.
 */
export function follow(
  membership: Membership,
  before: Sharing,
  after: Sharing,
  current: () => Sharing,
  emit: Emit,
  isLeaving: boolean,
): Promise<unknown> {
  const { members, owned } = after;
  if (members !== before.members) emit({ type: 'members.changed', members });
  if (owned === before.owned) return Promise.resolve();
  const [had, has, topics] = [new Set(before.owned), new Set(owned), new Set(after.topics)];
  const released = before.owned.filter((topic) => !has.has(topic));
  const leaving = released.map((topic) => {
    const channel = membership.connection.topics.channels.get(topic);
    return channel && leave(channel);
  });
  const reason = (topic: string): ReleaseReason => {
    if (isLeaving) return 'left';
    if (after.fence === null) return 'lost';
    return topics.has(topic) ? 'moved' : 'removed';
  };
  for (const topic of released) emit({ type: 'released', topic, reason: reason(topic) });
  for (const topic of owned) if (!had.has(topic)) take(membership, topic, current, emit);
  return Promise.all(leaving);
}

/** Joins a topic. Its listeners are added before the join is written. */
function take(membership: Membership, topic: string, current: () => Sharing, emit: Emit): void {
  const { connection, options } = membership;
  const supervisor = connection.client.getSnapshot().children.channels;
  if (supervisor === undefined) return;
  const given = optionsFor(membership, topic);
  const own = () => ({ member: current().member, fence: current().fence });
  const channel = obtainChannel(connection, supervisor, topic, { ...given, params: withOwn(given.params, own) });
  const { onOwned } = options;
  if (onOwned) guarded(connection, () => onOwned(channel), topic, 'onOwned');
  emit({ type: 'owned', topic, channel });
  startChannel(connection, channel);
}

/** Without options that can be used, the topic is joined as it is. */
function optionsFor({ connection, options: { joinOptions } }: Membership, topic: string): JoinOptions {
  if (!joinOptions) return {};
  const given = guarded(connection, () => joinOptions(topic), topic, 'joinOptions') ?? {};
  const problems = checkOptions(given, joinRules);
  if (problems.length === 0) return given;
  connection.report(new ConfigurationError(problems), topic, 'joinOptions');
  return {};
}
