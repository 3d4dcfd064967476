import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { connect, disconnect, leave } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

/** How long this client keeps a connection that nobody uses. */
const IDLE_MS = 20_000;

type IdlingEvent =
  | { type: 'user.joins' | 'user.leaves' | 'user.connects' | 'user.disconnects' }
  | { type: 'server.closes' | 'net.accepts' | 'net.drops' }
  | { type: 'time.idle' | 'time.backoff' | 'wake.visible' };

const { createMachine } = setup({
  types: { context: {} as { dials: number; wants: boolean; topics: number }, events: {} as IdlingEvent },
  guards: {
    mayDial: ({ context }) => context.dials < 2,
    wants: ({ context }) => context.wants,
    mayJoin: ({ context }) => !context.wants && context.topics < 2,
    mayJoinAndDial: ({ context }) => context.topics < 2 && context.dials < 2,
  },
  actions: {
    dial: assign({ dials: ({ context }) => context.dials + 1 }),
    want: assign(({ context }) => ({ wants: true, topics: context.topics + 1 })),
    forget: assign({ wants: false }),
  },
});
const dial = { guard: 'mayDial', target: 'dialing', actions: 'dial' } as const;
const joins = { guard: 'mayJoin', actions: 'want' } as const;

/** A client that disconnects when it has had no topic for a while, and connects again for the next one. */
const chart = createMachine({
  context: { dials: 1, wants: false, topics: 0 },
  initial: 'dialing',
  states: {
    dialing: {
      on: {
        'user.joins': joins,
        'net.accepts': [{ guard: 'wants', target: 'joined' }, { target: 'unused' }],
        'user.disconnects': 'off',
      },
    },
    unused: {
      on: {
        'time.idle': 'idle',
        'user.joins': { guard: 'mayJoin', target: 'joined', actions: 'want' },
        'net.drops': 'waiting',
        'user.disconnects': 'off',
        'wake.visible': {},
      },
    },
    joined: {
      on: {
        'time.idle': {},
        'user.leaves': { target: 'unused', actions: 'forget' },
        'server.closes': { target: 'unused', actions: 'forget' },
        'net.drops': 'waiting',
        'user.disconnects': 'off',
      },
    },
    waiting: { on: { 'time.backoff': dial, 'user.joins': joins } },
    idle: {
      on: {
        'user.joins': { guard: 'mayJoinAndDial', target: 'dialing', actions: ['want', 'dial'] },
        'user.connects': dial,
        'user.disconnects': 'off',
        'wake.visible': {},
      },
    },
    off: { on: { 'user.joins': joins, 'wake.visible': {} } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin({ idleDisconnectMs: IDLE_MS, heartbeatIntervalMs: 0 });
  const seen = () => client.getSnapshot();
  return {
    acts: {
      'user.joins': async (_: unknown, from: { value: unknown }) => {
        world.join();
        if (from.value === 'unused') await world.admits();
      },
      'user.leaves': async () => {
        await leave(world.room());
        await world.hears([{ type: 'left', acknowledged: true }]);
      },
      'user.connects': () => void connect(client),
      'user.disconnects': async (_: unknown, from: { value: unknown }) => {
        void disconnect(client);
        if (from.value !== 'idle') await world.says({ type: 'disconnected' });
      },
      'server.closes': async () => {
        line.say(world.joinRef(), null, TOPIC, 'phx_close', {});
        await world.hears([{ type: 'closed', willRetry: false }]);
      },
      'net.accepts': async ({ wants }: { wants: boolean }) => {
        await world.opens();
        if (wants) await world.admits();
      },
      'net.drops': async () => {
        driver.drop();
        await world.says({ type: 'connection.lost', code: 1006, willRetry: true });
      },
      'time.idle': async (_: unknown, from: { value: unknown }) => {
        await world.lasts(IDLE_MS);
        if (from.value === 'unused') await world.says({ type: 'disconnected' });
      },
      'time.backoff': () => driver.comes(seen().context.retryAt),
      'wake.visible': () => client.send({ type: 'page.visible' }),
    },
    looks: {
      dialing: ({ dials }: { dials: number }) => {
        expect(seen().value).toEqual({ connecting: 'dialing' });
        expect([line.dialed, line.alive]).toEqual([dials, 1]);
      },
      unused: () => expect(seen().matches({ connected: { usage: 'idle' } })).toBe(true),
      joined: () => {
        expect(seen().matches({ connected: { usage: 'used' } })).toBe(true);
        expect([world.room().getSnapshot().value, line.alive]).toEqual(['joined', 1]);
      },
      waiting: () => expect([seen().matches('reconnect-waiting'), line.alive]).toEqual([true, 0]),
      idle: () => {
        expect(seen()).toMatchObject({ value: 'disconnected', context: { reason: 'idle' } });
        expect([line.alive, driver.connections]).toEqual([0, 0]);
      },
      off: () => {
        expect(seen()).toMatchObject({ value: 'disconnected', context: { reason: 'requested' } });
        expect(line.alive).toBe(0);
      },
    },
  };
}

export const idling: Contract<typeof chart> = {
  name: 'idling',
  chart,
  bounds: 'Three attempts, and two topics one after the other.',
  onPort: false,
  play,
};
