import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { type ClientEvent, connect, disconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

type SuspendingEvent =
  | { type: 'user.connects' | 'user.disconnects' }
  | { type: 'net.accepts' | 'net.refuses' | 'net.drops' }
  | { type: 'page.suspends' | 'page.freezes' | 'page.shows' | 'page.resumes' }
  | { type: 'page.offline' | 'page.online' };

/** What the page has said of itself last. */
type Page = 'running' | 'frozen' | 'suspended';

const { createMachine } = setup({
  types: {
    context: {} as {
      dials: number;
      connections: number;
      naps: number;
      outages: number;
      page: Page;
      isOffline: boolean;
    },
    events: {} as SuspendingEvent,
  },
  guards: {
    mayDial: ({ context }) => context.dials < 2,
    mayNap: ({ context }) => context.naps < 1,
    mayLeave: ({ context }) => context.outages < 1,
    isSuspended: ({ context }) => context.page === 'suspended',
    isAway: ({ context }) => context.page === 'frozen' || context.isOffline,
    isOffline: ({ context }) => context.isOffline,
    isRunning: ({ context }) => context.page === 'running',
  },
  actions: {
    dial: assign({ dials: ({ context }) => context.dials + 1 }),
    connect: assign({ connections: ({ context }) => context.connections + 1 }),
    nap: assign(({ context }, page: Page) => ({ page, naps: context.naps + 1 })),
    wake: assign({ page: 'running' }),
    leave: assign({ isOffline: true, outages: 1 }),
    comeBack: assign({ isOffline: false }),
  },
});
const suspended = { guard: 'mayNap', actions: { type: 'nap', params: 'suspended' } } as const;
const suspend = { ...suspended, target: 'suspended' } as const;
const frozen = { guard: 'mayNap', actions: { type: 'nap', params: 'frozen' } } as const;
const freeze = [{ guard: 'isSuspended' }, frozen] as const;
const wake = [{ guard: 'isRunning' }, { actions: 'wake' }] as const;
const offline = { guard: 'mayLeave', actions: 'leave' } as const;
const online = { guard: 'isOffline', actions: 'comeBack' } as const;
/** Where nothing is done about it, it is remembered. */
const noted = {
  'page.suspends': suspended,
  'page.freezes': freeze,
  'page.shows': wake,
  'page.resumes': wake,
  'page.offline': offline,
  'page.online': online,
} as const;
const dial = { guard: 'mayDial', target: 'dialing', actions: 'dial' } as const;
const show = { guard: 'mayDial', target: 'dialing', actions: ['wake', 'dial'] } as const;
const ends = [
  { guard: 'isSuspended', target: 'suspended' },
  { guard: 'isAway', target: 'paused' },
  { target: 'waiting' },
] as const;

/** A page that stops may let go of its connection, and has it back when it is shown. */
const chart = createMachine({
  context: { dials: 0, connections: 0, naps: 0, outages: 0, page: 'running', isOffline: false },
  initial: 'idle',
  states: {
    idle: { on: { ...noted, 'user.connects': dial } },
    dialing: {
      on: {
        ...noted,
        'page.suspends': suspend,
        'net.accepts': { target: 'open', actions: 'connect' },
        'net.refuses': ends,
        'user.disconnects': 'off',
      },
    },
    open: { on: { ...noted, 'page.suspends': suspend, 'net.drops': ends, 'user.disconnects': 'off' } },
    waiting: {
      on: {
        'user.connects': dial,
        'page.suspends': suspend,
        'page.freezes': { ...frozen, target: 'paused' },
        'page.offline': { ...offline, target: 'paused' },
        'page.shows': show,
        'page.resumes': show,
        'page.online': dial,
      },
    },
    paused: {
      on: {
        'page.suspends': suspend,
        'page.shows': [{ guard: 'isOffline', actions: 'wake' }, show],
        'page.resumes': [{ guard: 'isOffline', actions: 'wake' }, show],
        'page.online': { guard: 'mayDial', target: 'dialing', actions: ['comeBack', 'dial'] },
      },
    },
    suspended: {
      on: {
        'user.connects': dial,
        'user.disconnects': 'off',
        'page.suspends': {},
        'page.freezes': {},
        'page.offline': offline,
        'page.online': online,
        'page.shows': [{ guard: 'isOffline', target: 'paused', actions: 'wake' }, show],
        'page.resumes': [{ guard: 'isOffline', target: 'paused', actions: 'wake' }, show],
      },
    },
    off: { on: { ...noted, 'user.connects': dial } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin({ autoConnect: false, heartbeatIntervalMs: 0 });
  const room = world.join();
  const send = (event: ClientEvent) => () => client.send(event);
  const offlineRoom = () => expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
  return {
    acts: {
      'user.connects': () => void connect(client),
      'user.disconnects': async (_: unknown, from: { value: unknown }) => {
        void disconnect(client);
        if (from.value !== 'idle' && from.value !== 'off') await world.says({ type: 'disconnected' });
      },
      'net.accepts': async () => {
        await world.opens();
        await world.admits();
      },
      'net.refuses': async () => {
        driver.refuse(500);
        await world.says({ type: 'connect.failed', httpStatus: 500, willRetry: true });
      },
      'net.drops': async () => {
        driver.drop();
        await world.says({ type: 'connection.lost', code: 1006, cause: 'remote', willRetry: true });
      },
      'page.suspends': async (_: unknown, from: { value: unknown }) => {
        client.send({ type: 'page.suspended' });
        // At once, and not by and by: the page may not live to see it.
        if (from.value === 'open' || from.value === 'dialing') expect(line.alive).toBe(0);
        if (from.value === 'open')
          await world.says({ type: 'connection.lost', code: 1000, cause: 'suspended', error: null, willRetry: true });
      },
      'page.freezes': send({ type: 'page.frozen' }),
      'page.shows': send({ type: 'page.visible' }),
      'page.resumes': send({ type: 'page.resumed' }),
      'page.offline': send({ type: 'network.offline' }),
      'page.online': send({ type: 'network.online' }),
    },
    looks: {
      idle: () => expect([client.getSnapshot().value, line.dialed]).toEqual(['disconnected', 0]),
      dialing: ({ dials }: { dials: number }) => {
        expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
        expect([line.dialed, line.alive]).toEqual([dials, 1]);
      },
      open: ({ connections }: { connections: number }) => {
        expect(client.getSnapshot().hasTag('connected')).toBe(true);
        expect([room.getSnapshot().value, line.alive]).toEqual(['joined', 1]);
        expect(line.written('phx_join', TOPIC)).toHaveLength(connections);
      },
      waiting: () => {
        expect(client.getSnapshot().value).toEqual({ 'reconnect-waiting': 'backoff' });
        offlineRoom();
      },
      paused: () => {
        expect([client.getSnapshot().value, line.alive]).toEqual([{ 'reconnect-waiting': 'paused' }, 0]);
        offlineRoom();
      },
      suspended: ({ dials }: { dials: number }) => {
        const { value, context } = client.getSnapshot();
        expect([value, context.retryAt]).toEqual([{ 'reconnect-waiting': 'suspended' }, null]);
        expect([line.dialed, line.alive]).toEqual([dials, 0]);
        expect(driver.clock?.timers ?? 0, 'timers').toBe(0);
        offlineRoom();
      },
      off: () => expect([client.getSnapshot().value, line.alive]).toEqual(['disconnected', 0]),
    },
  };
}

export const suspending: Contract<typeof chart> = {
  name: 'suspending',
  chart,
  only: [
    ...(['user.connects', 'user.disconnects', 'net.accepts', 'net.refuses', 'net.drops'] as const),
    ...(['page.suspends', 'page.freezes', 'page.shows', 'page.resumes'] as const),
  ],
  bounds: 'Two attempts, and one time that the page stops, in any state.',
  onPort: false,
  play,
};

export const suspendingOffline: Contract<typeof chart> = {
  name: 'suspending offline',
  chart,
  only: ['user.connects', 'net.accepts', 'net.drops', 'page.suspends', 'page.shows', 'page.offline', 'page.online'],
  bounds: 'Two attempts, one time that the page stops and one that it is offline; the rest of it `suspending` walks.',
  onPort: false,
  play,
};
