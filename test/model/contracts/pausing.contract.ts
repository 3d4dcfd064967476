import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { type ClientCommand, type ClientEvent, connect, disconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

/** While a page is hidden or offline, there is one attempt a minute. */
const PAUSED_MS = 60_000;

type PausingEvent =
  | { type: 'user.connects' | 'user.disconnects' }
  | { type: 'net.refuses' | 'time.backoff' | 'time.minute' }
  | { type: 'wake.online' | 'wake.visible' | 'wake.resumed' | 'sleep.offline' | 'sleep.hidden' };

/** Why the client does not dial: the last events of the page. */
type Away = 'not' | 'offline' | 'hidden';

const { createMachine } = setup({
  types: { context: {} as { dials: number; failures: number; naps: number; away: Away }, events: {} as PausingEvent },
  guards: {
    mayDial: ({ context }) => context.dials < 2,
    isOffline: ({ context }) => context.away === 'offline',
    isHidden: ({ context }) => context.away === 'hidden',
    hasHidden: ({ context }) => context.away === 'hidden' && context.dials < 2,
    isAway: ({ context }) => context.away !== 'not',
    mayNap: ({ context }) => context.naps === 0 && context.dials < 2,
  },
  actions: {
    dial: assign({ dials: ({ context }) => context.dials + 1 }),
    fail: assign({ failures: ({ context }) => context.failures + 1 }),
    forget: assign({ failures: 0 }),
    nap: assign(({ context }, away: Away) => ({ away, naps: context.naps + 1 })),
    wake: assign({ away: 'not' }),
  },
});
const dial = { guard: 'mayDial', target: 'dialing', actions: 'dial' } as const;
const off = { target: 'off', actions: 'forget' } as const;
const offline = { guard: 'mayNap', actions: { type: 'nap', params: 'offline' } } as const;
const hidden = { guard: 'mayNap', actions: { type: 'nap', params: 'hidden' } } as const;
/** The client remembers it in every state. */
const noted = {
  'wake.online': { guard: 'isOffline', actions: 'wake' },
  'wake.visible': { guard: 'isHidden', actions: 'wake' },
  'wake.resumed': {},
  'sleep.offline': offline,
  'sleep.hidden': hidden,
} as const;
/** The network is back, and the page is still hidden. */
const dialHidden = { ...dial, guard: 'hasHidden' } as const;
const dialBack = { ...dial, actions: ['dial', 'wake'] } as const;

/** The page tells when it is hidden or offline, and when it is back. The last such event counts, in whatever state it came. */
const chart = createMachine({
  context: { dials: 0, failures: 0, naps: 0, away: 'not' },
  initial: 'idle',
  states: {
    idle: { on: { ...noted, 'user.connects': dial, 'user.disconnects': 'off' } },
    dialing: {
      on: {
        ...noted,
        'net.refuses': [
          { guard: 'isAway', target: 'paused', actions: 'fail' },
          { target: 'waiting', actions: 'fail' },
        ],
        'user.disconnects': off,
      },
    },
    waiting: {
      on: {
        'wake.online': dial,
        'wake.visible': dial,
        'wake.resumed': dial,
        'sleep.offline': { ...offline, target: 'paused' },
        'sleep.hidden': { ...hidden, target: 'paused' },
        'time.backoff': dial,
      },
    },
    paused: {
      on: {
        'wake.online': [dialHidden, dialBack],
        'wake.visible': [{ guard: 'isOffline' }, dialBack],
        'wake.resumed': [{ guard: 'isOffline' }, dial],
        'time.minute': dial,
        'user.connects': dial,

        'user.disconnects': off,
      },
    },
    off: { on: { ...noted, 'user.connects': dial, 'user.disconnects': {} } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin({ autoConnect: false });
  const send = (event: ClientCommand | ClientEvent) => () => client.send(event);
  return {
    acts: {
      'user.connects': () => void connect(client),
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
  bounds: 'Two attempts: a retry, and one more after it. One sign to pause, in any state.',
  virtualOnly: ['time.minute'],
  play,
};
