import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { join, leave } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { Questions } from '../questions.ts';
import { TOPIC, type World } from '../world.ts';

interface Context {
  /** How often the params were asked for. */
  readonly asks: number;
  readonly joins: number;
  /** Whether other params, which need no asking, were given since. */
  readonly other: boolean;
}

type ParamsEvent =
  | { type: 'user.answers' | 'user.answers.late' | 'user.fails' | 'user.joins.other' | 'user.leaves' }
  | { type: 'server.accepts' | 'server.crashes' | 'net.flaps' | 'time.join' | 'time.rejoin' };

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as ParamsEvent },
  guards: { mayAsk: ({ context }) => context.asks < 2 && !context.other, isNew: ({ context }) => !context.other },
  actions: {
    ask: assign({ asks: ({ context }) => context.asks + 1 }),
    join: assign({ joins: ({ context }) => context.joins + 1 }),
    change: assign({ other: true }),
  },
});
const ask = { guard: 'mayAsk', target: 'asking', actions: 'ask' } as const;

/** A function for params is called at each join. The join's deadline covers it, and nothing is sent before it answers. */
const chart = createMachine({
  context: { asks: 1, joins: 0, other: false },
  initial: 'asking',
  states: {
    asking: {
      on: {
        'user.answers': { target: 'joining', actions: 'join' },
        'user.fails': 'pausing',
        'time.join': 'pausing',
        'user.joins.other': { guard: 'isNew', target: 'joining', actions: ['change', 'join'] },
        'user.leaves': 'left',
        'net.flaps': ask,
        'user.answers.late': {},
      },
    },
    joining: { on: { 'server.accepts': 'joined', 'user.answers.late': {} } },
    joined: {
      on: { 'server.crashes': 'pausing', 'user.joins.other': { guard: 'isNew', target: 'joined', actions: 'change' } },
    },
    pausing: {
      on: {
        'time.rejoin': [ask, { guard: ({ context }) => context.other, target: 'rejoining', actions: 'join' }],
        'user.leaves': 'left',
        'user.answers.late': {},
      },
    },
    rejoining: {},
    left: {},
  },
});

function play(world: World) {
  const { driver, line } = world;
  const questions = new Questions();
  const client = world.begin();
  const room = world.join(TOPIC, { params: () => questions.ask() });
  const failed = (code: string) => world.hears([{ type: 'join.failed', willRetry: true, error: { code } }]);
  const expectJoin = (value: unknown, { asks, joins, other }: Context) => {
    expect(room.getSnapshot().value).toEqual(value);
    expect([questions.asked, line.written('phx_join').length]).toEqual([asks, joins]);
    const params = other && value !== 'joined' ? { other } : { asked: asks };
    if (value === 'joining' && joins > 0) expect(line.written('phx_join').at(-1)?.[4]).toEqual(params);
  };
  return {
    opened: world.opens(),
    acts: {
      'user.answers': ({ asks }: Context) => questions.answer({ asked: asks }),
      'user.answers.late': () => questions.answerOld({ asked: 'late' }),
      'user.fails': async () => {
        questions.fail(new Error('no token'));
        await failed('params');
      },
      'user.joins.other': () => void join(client, TOPIC, { params: { other: true } }),
      'user.leaves': async () => {
        void leave(room);
        await world.hears([{ type: 'left', acknowledged: false }]);
      },
      'server.accepts': () => world.admits(),
      'server.crashes': async () => {
        line.say(world.joinRef(), world.joinRef(), TOPIC, 'phx_error', {});
        await world.hears([{ type: 'crashed', willRetry: true }]);
      },
      'net.flaps': async () => {
        await world.breaks();
        await world.opens();
      },
      'time.join': async () => {
        await world.lasts(driver.waits.joinTimeoutMs);
        await failed('timeout');
      },
      'time.rejoin': () => driver.comes(room.getSnapshot().context.retryAt),
    },
    looks: {
      asking: (context: Context) => {
        expect([room.getSnapshot().value, questions.asked]).toEqual(['joining', context.asks]);
        expect(line.written('phx_join')).toHaveLength(context.joins);
      },
      joining: (context: Context) => expectJoin('joining', context),
      rejoining: (context: Context) => expectJoin('joining', context),
      joined: (context: Context) => expectJoin('joined', context),
      pausing: (context: Context) => expectJoin({ 'rejoin-waiting': 'backoff' }, context),
      left: ({ joins }: Context) => {
        expect(room.getSnapshot().status).toBe('done');
        expect([line.written('phx_join').length, line.written('phx_leave').length]).toEqual([joins, 0]);
      },
    },
  };
}

export const params: Contract<typeof chart> = {
  name: 'params',
  chart,
  bounds: 'Two questions: the answer to the first may come to the second.',
  play,
};
