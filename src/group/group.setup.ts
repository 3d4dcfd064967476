import { assign, setup } from 'xstate';
import { ofType } from '../machines/events.ts';
import type { GroupEmitted, GroupEvent } from './group.events.ts';
import type { GroupContext, GroupTag } from './group.ref.ts';
import { Membership } from './membership.ts';
import { checked, type GroupInput } from './options.ts';
import { listed, nothing, restMs, shared, taken } from './sharing.ts';
import { checkTopics } from './topics.ts';

/** How often a member asks the server for a sign of life. */
const PULSE_MS = 1_000;
/** When the server has not listed this member for so many milliseconds, that is reported. */
const PATIENCE_MS = 10_000;

/** The first context of a group. */
export function newGroup(input: GroupInput): GroupContext {
  const options = checked(input);
  const { topics, member } = options;
  return { ...nothing, topics, member, membership: new Membership(options) };
}

/** The delays, guards and actions of the chart of a group. */
export const group = setup({
  types: {
    context: {} as GroupContext,
    events: {} as GroupEvent,
    emitted: {} as GroupEmitted,
    input: {} as GroupInput,
    tags: {} as GroupTag,
  },
  delays: {
    graceDelay: ({ context }) => restMs(context, context.membership.now),
    /** Sooner if the list can not be relied on any longer. */
    pulse: ({ context }) => Math.max(0, Math.min(PULSE_MS, context.membership.leaseMs)),
    patience: PATIENCE_MS,
  },
  guards: {
    isSettled: ({ context }) => context.due.size === 0,
    isKnown: ({ context }) => context.membership.leaseMs > 0,
  },
  actions: {
    takeList: assign(({ context, event }) => listed(context, ofType(event, 'members.listed'))),
    takeTopics: assign(({ context: { membership }, event }) => {
      const { topics, problems } = checkTopics(ofType(event, 'group.share').topics, membership.options.topic);
      for (const problem of problems) membership.report(problem);
      return topics ? { topics } : {};
    }),
    share: assign(({ context }) => shared(context, context.membership.now, context.membership.options.graceMs)),
    take: assign(({ context }) => taken(context, context.membership.now)),
    giveUp: assign(nothing),
    check: ({ context }) => context.membership.check(),
    reportObstacle: ({ context }) => context.membership.report(),
  },
});
