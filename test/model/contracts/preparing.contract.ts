import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { connect, disconnect, reconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { Questions } from '../questions.ts';
import type { World } from '../world.ts';

interface Context {
  /** How often the params were asked for: once for each attempt. */
  readonly asks: number;
  /** Attempts that reached the network. */
  readonly dials: number;
}

type PreparingEvent =
  | { type: 'user.answers' | 'user.answers.late' | 'user.fails' }
  | { type: 'user.connects' | 'user.disconnects' | 'user.reconnects' | 'net.opens' | 'time.connect' | 'time.backoff' };

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as PreparingEvent },
  guards: { mayAsk: ({ context }) => context.asks < 3 },
  actions: {
    ask: assign({ asks: ({ context }) => context.asks + 1 }),
    dial: assign({ dials: ({ context }) => context.dials + 1 }),
  },
});
const ask = { guard: 'mayAsk', target: 'preparing', actions: 'ask' } as const;
const late = { 'user.answers.late': {} } as const;

/** The answer of a function for params belongs to the attempt that called it, and to no other. */
const chart = createMachine({
  context: { asks: 1, dials: 0 },
  initial: 'preparing',
  states: {
    preparing: {
      on: {
        'user.answers': { target: 'dialing', actions: 'dial' },
        'user.fails': 'waiting',
        'time.connect': 'waiting',
        'user.disconnects': 'off',
        'user.reconnects': ask,
        'user.connects': {},
        ...late,
      },
    },
    dialing: { on: { 'net.opens': 'open', 'user.reconnects': ask, ...late } },
    open: { on: { 'user.reconnects': ask, ...late } },
    waiting: { on: { 'time.backoff': ask, 'user.connects': ask, 'user.disconnects': 'off', ...late } },
    off: { on: { 'user.connects': ask, ...late } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const questions = new Questions();
  const client = world.begin({ params: () => questions.ask<{ token: string }>() });
  const failed = (code: string) => world.says({ type: 'connect.failed', willRetry: true, error: { code } });
  const expectAt = (value: unknown, { asks, dials }: Context) => {
    expect(client.getSnapshot().value).toEqual(value);
    expect([questions.asked, line.dialed]).toEqual([asks, dials]);
  };
  return {
    acts: {
      'user.answers': ({ asks }: Context) => questions.answer({ token: `number ${asks}` }),
      'user.answers.late': () => questions.answerOld({ token: 'late' }),
      'user.fails': async () => {
        questions.fail(new Error('no token'));
        await failed('params');
      },
      'user.connects': () => void connect(client),
      'user.disconnects': async () => {
        void disconnect(client);
        await world.says({ type: 'disconnected' });
      },
      'user.reconnects': async (_: Context, from: { value: unknown }) => {
        void reconnect(client);
        if (from.value === 'open') await world.says({ type: 'connection.lost', cause: 'requested' });
      },
      'net.opens': () => world.opens(),
      'time.connect': async () => {
        await world.lasts(driver.waits.connectTimeoutMs);
        await failed('timeout');
      },
      'time.backoff': () => driver.comes(client.getSnapshot().context.retryAt),
    },
    looks: {
      preparing: (context: Context) => expectAt({ connecting: 'preparing' }, context),
      dialing: (context: Context) => expectAt({ connecting: 'dialing' }, context),
      open: () => expect([client.getSnapshot().hasTag('connected'), line.alive]).toEqual([true, 1]),
      waiting: (context: Context) => expectAt({ 'reconnect-waiting': 'backoff' }, context),
      off: (context: Context) => expectAt('disconnected', context),
    },
  };
}

export const preparing: Contract<typeof chart> = {
  name: 'preparing',
  chart,
  bounds: 'Three questions: an answer that is late by one, and by two.',
  play,
};
