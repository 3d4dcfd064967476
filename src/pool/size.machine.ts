import { and, not } from 'xstate';
import { isStop } from '../machines/stop.ts';
import { newSize, size } from './size.setup.ts';

/** Checked at every event. */
const full = { guard: 'isFull', target: '#size.full', actions: 'reportFull' } as const;
const grow = { guard: not('isGrown'), target: '#size.growing' } as const;
const settle = { guard: 'isGrown', target: '#size.steady' } as const;
const drop = ['drop', 'look'] as const;
/** While any connection is open, the pool is, too. */
const ending = [{ guard: 'isOpen', actions: drop }, { actions: 'tellLost' }] as const;

/** How many connections a pool has. It is the transport of the pool's own client: it opens one connection, and more when needed. */
export const sizeMachine = size.createMachine({
  id: 'size',
  context: ({ input }) => newSize(input.seating),
  initial: 'opening',
  states: {
    opening: {
      entry: 'begin',
      on: {
        'attempt.begun': { actions: ['start', 'open', 'tellPrepared'] },
        'member.opened': { target: 'growing', actions: ['noteOpened', 'seat', 'look', 'fill', 'tellOpened'] },
        'member.failed': { actions: 'tellFailed' },
        'xstate.error.actor.*': { actions: ['reportError', 'tellFailed'] },
        'xstate.done.actor.*': { actions: 'tellFailed' },
      },
    },
    growing: {
      initial: 'dialing',
      always: [full, settle],
      states: {
        dialing: {
          entry: 'open',
          on: {
            'topics.counted': { guard: 'lacks', target: 'dialing', reenter: true },
            /** A server may allow only so many connections, so the next attempt is not made at once. */
            'member.failed': {
              guard: and(['isOpen', 'isNew']),
              target: 'resting',
              actions: ['countMiss', ...drop],
            },
          },
        },
        resting: { after: { growDelay: 'dialing' } },
      },
    },
    steady: { always: [full, grow, { guard: 'hasSpare', target: 'shrinking' }] },
    full: {
      always: [{ guard: not('isFull'), target: 'growing' }],
      after: { fullDelay: { target: 'full', reenter: true, actions: 'fill' } },
    },
    shrinking: {
      always: [full, grow, { guard: not('hasSpare'), target: 'steady' }],
      after: { lingerDelay: { target: 'steady', actions: 'closeSpare' } },
    },
    closing: {
      entry: 'closeAll',
      always: { guard: 'isEmpty', target: 'closed' },
      on: {
        'member.lost': {},
        'member.failed': { actions: 'drop' },
        'xstate.error.actor.*': { actions: ['reportError', 'drop'] },
        'xstate.done.actor.*': { actions: 'drop' },
        'transport.close': {},
        'transport.abandon': {},
      },
    },
    closed: { entry: 'tellClosed' },
  },
  on: {
    'member.opened': { actions: ['noteOpened', 'look', 'fill'] },
    'member.lost': [{ guard: 'isOpen', actions: 'look' }, { actions: 'tellLost' }],
    'member.failed': ending,
    'member.closed': { actions: drop },
    'xstate.error.actor.*': [
      { guard: 'isOpen', actions: ['reportError', ...drop] },
      { actions: ['reportError', 'tellLost'] },
    ],
    /** Somebody has stopped it. */
    'xstate.done.actor.*': ending,
    'transport.close': '.closing',
    'transport.abandon': '.closing',
  },
});

const { transition } = sizeMachine;

/**
 * The end of the actor ends the attempt. An actor that is stopped while it is at work hears of that later, when there may be
 * another one already. Until then it does nothing any more.
 */
sizeMachine.transition = (snapshot, event, scope) => {
  const { seating, made } = snapshot.context;
  const isPresent = seating.isOf(scope.self);
  if (isStop(event) && isPresent) seating.end();
  return made > 0 && !isPresent && !isStop(event) ? snapshot : transition(snapshot, event, scope);
};
