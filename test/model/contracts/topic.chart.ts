import { assign, setup } from 'xstate';

export interface Context {
  /** Whether there is a connection. */
  readonly isUp: boolean;
  /** Joins that were written, and leaves. */
  readonly joins: number;
  readonly leaves: number;
  /** Joins that failed, or ended soon after they were answered, in a row. */
  readonly failures: number;
  /** Joins that were answered with ok, of the present channel. */
  readonly joined: number;
}

type TopicEvent =
  | { type: 'user.joins' | 'user.rejoins' | 'user.leaves' }
  | { type: 'net.opens' | 'net.drops' | 'net.flaps' }
  | { type: 'server.accepts' | 'server.refuses' | 'server.bars' | 'server.crashes' | 'server.ends' | 'server.forgets' }
  | { type: 'server.left' | 'server.left.closes' | 'server.left.crashes' }
  | { type: 'server.speaks' | 'server.speaks.early' | 'server.says.old' }
  | { type: 'time.join' | 'time.rejoin' | 'time.leave' };

export function chart(maxJoins: number) {
  const { createMachine } = setup({
    types: { context: {} as Context, events: {} as TopicEvent },
    guards: {
      isUp: ({ context }) => context.isUp && context.joins < maxJoins,
      isDown: ({ context }) => !context.isUp,
      mayJoin: ({ context }) => context.joins < maxJoins,
    },
    actions: {
      join: assign({ joins: ({ context }) => context.joins + 1 }),
      leave: assign({ leaves: ({ context }) => context.leaves + 1 }),
      fail: assign({ failures: ({ context }) => context.failures + 1 }),
      forget: assign({ failures: 0 }),
      accept: assign({ joined: ({ context }) => context.joined + 1 }),
      renew: assign({ failures: 0, joined: 0 }),
      open: assign({ isUp: true }),
      drop: assign({ isUp: false, failures: 0 }),
    },
  });
  const again = { guard: 'mayJoin', target: 'joining', actions: ['forget', 'join'] } as const;
  const anew = [
    { guard: 'isUp', target: 'joining', actions: ['renew', 'join'] },
    { guard: 'isDown', target: 'offline', actions: 'renew' },
  ] as const;
  const pause = { target: 'pausing', actions: 'fail' } as const;
  const drop = { target: 'offline', actions: 'drop' } as const;
  const leave = { target: 'leaving', actions: 'leave' } as const;
  const old = { 'server.says.old': {} };
  const early = { 'server.speaks.early': {}, ...old };
  return createMachine({
    context: { isUp: false, joins: 0, leaves: 0, failures: 0, joined: 0 },
    initial: 'offline',
    states: {
      offline: {
        on: {
          'net.opens': { guard: 'mayJoin', target: 'joining', actions: ['open', 'join'] },
          'user.leaves': 'left',
          'user.joins': {},
          'user.rejoins': {},
        },
      },
      joining: {
        on: {
          'server.accepts': { target: 'joined', actions: 'accept' },
          'server.refuses': pause,
          'server.bars': 'barred',
          'server.crashes': pause,
          'server.ends': 'ended',
          'time.join': { target: 'pausing', actions: ['fail', 'leave'] },
          'net.drops': drop,
          'user.leaves': leave,
          'user.rejoins': again,
          'user.joins': {},
          ...early,
        },
      },
      joined: {
        on: {
          'server.crashes': pause,
          'server.forgets': pause,
          'server.ends': 'ended',
          'net.drops': drop,
          'user.leaves': leave,
          'user.rejoins': again,
          'user.joins': {},
          'server.speaks': {},
          ...old,
        },
      },
      pausing: {
        on: {
          'time.rejoin': { guard: 'mayJoin', target: 'joining', actions: 'join' },
          'user.rejoins': again,
          'net.drops': drop,
          'user.leaves': 'left',
          'user.joins': {},
          ...early,
        },
      },
      leaving: {
        on: {
          'server.left': 'left.acknowledged',
          'server.left.closes': 'left.acknowledged',
          'server.left.crashes': 'left',
          'time.leave': 'left',
          'net.drops': { target: 'left', actions: 'drop' },
          'user.joins': again,
          'user.rejoins': again,
          'user.leaves': {},
          ...early,
        },
      },
      left: {
        initial: 'alone',
        on: { 'user.joins': anew, 'user.rejoins': anew, 'user.leaves': {} },
        states: { alone: {}, acknowledged: {} },
      },
      ended: {
        on: { 'user.joins': again, 'user.rejoins': again, 'user.leaves': 'left', 'net.flaps': {}, ...early },
      },
      barred: {
        on: { 'user.joins': again, 'user.rejoins': again, 'user.leaves': 'left', 'net.flaps': {}, ...early },
      },
    },
  });
}
