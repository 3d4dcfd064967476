import { not } from 'xstate';
import { group, newGroup } from './group.setup.ts';

/** One member of a group: which topics it shares with the others, and which of them are its own. */
export const groupChart = group.createMachine({
  id: 'group',
  context: ({ input }) => newGroup(input),
  initial: 'joining',
  states: {
    joining: { entry: 'giveUp' },
    waiting: { entry: 'giveUp', after: { patience: { actions: 'reportObstacle' } } },
    member: {
      tags: 'member',
      entry: 'check',
      initial: 'settling',
      after: { pulse: { target: 'member', reenter: true } },
      on: {
        'members.listed': { actions: ['takeList', 'share'] },
        'group.share': { actions: ['takeTopics', 'share'] },
      },
      states: {
        settling: {
          always: { guard: 'isSettled', target: 'settled' },
          after: { graceDelay: { guard: 'isKnown', target: 'settling', reenter: true, actions: 'take' } },
        },
        settled: { always: { guard: not('isSettled'), target: 'settling' } },
      },
    },
    closed: { entry: 'giveUp' },
    leaving: {
      entry: 'giveUp',
      on: { 'room.*': {}, 'members.listed': {}, 'group.*': {}, 'room.left': 'left' },
    },
    left: { type: 'final' },
  },
  on: {
    'room.joined': '.waiting',
    'members.listed': { target: '.member', actions: ['takeList', 'share'] },
    'room.lost': '.joining',
    'room.closed': '.closed',
    'room.left': '.left',
    'group.share': { actions: 'takeTopics' },
    'group.leave': '.leaving',
  },
});
