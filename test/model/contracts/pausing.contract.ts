import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { type ClientCommand, type ClientEvent, connect, disconnect, reconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

/** A page that nobody sees, or that has no network, is left alone, but for a try a minute. */
const PAUSED_MS = 60_000;

type PausingEvent =
  | { type: 'user.connects' | 'user.disconnects' | 'user.reconnects' }
  | { type: 'net.refuses' | 'time.backoff' | 'time.minute' }
  | { type: 'wake.online' | 'wake.visible' | 'wake.resumed' | 'sleep.offline' | 'sleep.hidden' };

const { createMachine } = setup({
  types: { context: {} as { dials: number; failures: number }, events: {} as PausingEvent },
  guards: { mayDial: ({ context }) => context.dials < 2 },
  actions: { dial: assign({ dials: ({ context }) => context.dials + 1 }), forget: assign({ failures: 0 }) },
});
const dial = { guard: 'mayDial', target: 'dialing', actions: 'dial' } as const;
const off = { target: 'off', actions: 'forget' } as const;
const sleep = { 'sleep.offline': {}, 'sleep.hidden': {} };
const deaf = { 'wake.online': {}, 'wake.visible': {}, 'wake.resumed': {}, ...sleep };
const awake = { 'wake.online': dial, 'wake.visible': dial, 'wake.resumed': dial };

/** Signs of life, and of its absence: they count while a retry is waited for, and nowhere else (K14, K15). */
const chart = createMachine({
  context: { dials: 0, failures: 0 },
  initial: 'idle',
  states: {
    idle: { on: { 'user.connects': dial, 'user.reconnects': dial, 'user.disconnects': 'off', ...deaf } },
    dialing: {
      on: {
        'net.refuses': { target: 'waiting', actions: assign({ failures: ({ context }) => context.failures + 1 }) },
        'user.disconnects': off,
        ...deaf,
      },
    },
    waiting: { on: { ...awake, 'sleep.offline': 'paused', 'sleep.hidden': 'paused', 'time.backoff': dial } },
    paused: {
      on: {
        ...awake,
        ...sleep,
        'time.minute': dial,
        'user.connects': dial,
        'user.reconnects': dial,
        'user.disconnects': off,
      },
    },
    off: { on: { 'user.connects': dial, 'user.reconnects': dial, 'user.disconnects': {}, ...deaf } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin({ autoConnect: false });
  const send = (event: ClientCommand | ClientEvent) => () => client.send(event);
  return {
    acts: {
      'user.connects': () => void connect(client),
      'user.reconnects': () => void reconnect(client),
      'user.disconnects': async (_: unknown, from: { value: unknown }) => {
        void disconnect(client);
        if (from.value !== 'idle' && from.value !== 'off') await world.says({ type: 'disconnected' });
      },
      'net.refuses': async () => {
        driver.refuse(500);
        await world.says({ type: 'connect.failed', httpStatus: 500, willRetry: true });
      },
      'time.backoff': (_: unknown, { context }: { context: { failures: number } }) =>
        world.lasts(driver.waits.reconnectAfterMs[context.failures - 1] ?? Number.NaN),
      'time.minute': () => world.lasts(PAUSED_MS),
      'wake.online': send({ type: 'network.online' }),
      'wake.visible': send({ type: 'page.visible' }),
      'wake.resumed': send({ type: 'page.resumed' }),
      'sleep.offline': send({ type: 'network.offline' }),
      'sleep.hidden': send({ type: 'page.hidden' }),
    },
    looks: {
      idle: () => expect([client.getSnapshot().value, line.dialed]).toEqual(['disconnected', 0]),
      dialing: ({ dials }: { dials: number }) => {
        expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
        expect([line.dialed, line.alive]).toEqual([dials, 1]);
      },
      waiting: () => expect(client.getSnapshot().value).toEqual({ 'reconnect-waiting': 'backoff' }),
      paused: () => {
        const { value, context } = client.getSnapshot();
        expect([value, context.retryAt, line.alive]).toEqual([{ 'reconnect-waiting': 'paused' }, null, 0]);
      },
      off: () => expect([client.getSnapshot().value, line.alive]).toEqual(['disconnected', 0]),
    },
  };
}

export const pausing: Contract<typeof chart> = {
  name: 'pausing',
  chart,
  bounds: 'Two attempts: a retry, and one more after it.',
  virtualOnly: ['time.minute'],
  play,
};
