import { assign, setup } from 'xstate';

type HeartbeatEvent =
  | { type: 'begin.beating' | 'begin.silent' | 'begin.any-frame' }
  | { type: 'time.interval' | 'time.timeout' | 'time.hour' | 'machine.sleeps' }
  | { type: 'server.answers' | 'server.answers.another' | 'user.casts' }
  | { type: 'wake.online' | 'wake.visible' | 'wake.resumed' | 'sleep.hidden' }
  /** The machine slept, and this comes before any timer that is late. */
  | { type: 'sleep.ends.online' | 'sleep.ends.visible' | 'sleep.ends.resumed' | 'sleep.ends.casts' }
  /** It slept, the answer is there, and something is pushed before it is looked at. */
  | { type: 'sleep.ends.answered' };

const { createMachine } = setup({
  types: { context: {} as { beats: number; isAnyFrame: boolean }, events: {} as HeartbeatEvent },
  guards: {
    mayBeat: ({ context }) => context.beats < 2,
    isFirst: ({ context }) => context.beats === 0,
    isAnyFrame: ({ context }) => context.isAnyFrame,
  },
  actions: {
    beat: assign({ beats: ({ context }) => context.beats + 1 }),
    takeAny: assign({ isAnyFrame: true }),
  },
});
const ask = { guard: 'mayBeat', target: 'asking', actions: 'beat' } as const;
const askEarly = { ...ask, guard: 'isFirst' } as const;
const overdue = {
  'sleep.ends.online': 'lost',
  'sleep.ends.visible': 'lost',
  'sleep.ends.resumed': 'lost',
  'sleep.ends.casts': 'lost',
} as const;
const deaf = { 'wake.online': {}, 'wake.visible': {}, 'wake.resumed': {}, 'sleep.hidden': {} };

/** Heartbeats come at intervals and when the device wakes. After a long sleep the connection is lost at once. */
export const chart = createMachine({
  context: { beats: 0, isAnyFrame: false },
  initial: 'opening',
  states: {
    opening: {
      on: {
        'begin.beating': 'resting',
        'begin.any-frame': { target: 'resting', actions: 'takeAny' },
        'begin.silent': 'silent',
      },
    },
    resting: {
      on: {
        'time.interval': ask,
        'wake.online': askEarly,
        'wake.visible': askEarly,
        'wake.resumed': askEarly,
        'machine.sleeps': askEarly,
        ...overdue,
        'user.casts': {},
        'sleep.hidden': {},
        'server.answers.another': {},
      },
    },
    asking: {
      on: {
        'server.answers': 'resting',
        'sleep.ends.answered': 'resting',
        'time.timeout': 'lost',
        'machine.sleeps': 'lost',
        ...overdue,
        'user.casts': {},
        'server.answers.another': [{ guard: 'isAnyFrame', target: 'resting' }, {}],
        ...deaf,
      },
    },
    silent: { on: { 'time.hour': {}, 'machine.sleeps': {}, 'user.casts': {}, ...deaf } },
    lost: {},
  },
});
