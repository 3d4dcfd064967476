import { expect } from 'vitest';
import { setup } from 'xstate';
import { connect, disconnect, reconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

/** How long `disconnect` waits for the socket to drain, and again for the answer; and how often it looks. */
const CAP_MS = 1_500;
const LOOK_MS = 50;

type ClosingEvent =
  | { type: 'socket.fills' | 'socket.drains' | 'net.drops' | 'net.accepts' | 'server.closes' }
  | { type: 'user.disconnects' | 'user.connects' | 'user.reconnects' }
  | { type: 'time.look' | 'time.drain' | 'time.close' };

const overtaken = { 'user.connects': 'dialing', 'user.reconnects': 'dialing' } as const;

/** How `disconnect()` ends a connection: unsent bytes go out, then the close is answered. It waits for neither long. */
const chart = setup({ types: { events: {} as ClosingEvent } }).createMachine({
  initial: 'open',
  states: {
    open: { on: { 'socket.fills': 'full', 'user.disconnects': 'closing' } },
    full: { on: { 'user.disconnects': 'draining' } },
    draining: {
      on: {
        ...overtaken,
        'socket.drains': 'closing',
        'time.drain': 'closing',
        'net.drops': 'off',
        'time.look': {},
        'user.disconnects': {},
      },
    },
    closing: {
      on: { ...overtaken, 'server.closes': 'off', 'time.close': 'off', 'net.drops': 'off', 'user.disconnects': {} },
    },
    off: { on: { 'user.connects': 'dialing', 'user.reconnects': 'dialing', 'user.disconnects': {} } },
    dialing: { on: { 'net.accepts': 'reopened' } },
    reopened: {},
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin();
  const room = world.join();
  const opens = async () => {
    await world.opens();
    await world.admits();
  };
  const disconnected = () => world.says({ type: 'disconnected' });
  const asks = (again: typeof connect) => async (_: unknown, from: { value: unknown }) => {
    void again(client);
    if (from.value !== 'off') await world.says({ type: 'connection.lost', code: 1000, cause: 'requested' });
  };
  return {
    opened: opens(),
    acts: {
      'socket.fills': () => {
        line.bufferedAmount = 10;
      },
      'socket.drains': async () => {
        line.bufferedAmount = 0;
        await driver.lasts(LOOK_MS, () => {});
      },
      'net.drops': async () => {
        driver.drop();
        await disconnected();
      },
      'net.accepts': opens,
      'server.closes': async () => {
        line.closes();
        await disconnected();
      },
      'user.disconnects': () => {
        line.keepsCloses = true;
        void disconnect(client, { code: 4001, reason: 'done' });
      },
      'user.connects': asks(connect),
      'user.reconnects': asks(reconnect),
      'time.look': () => driver.lasts(LOOK_MS, () => client.getSnapshot().value),
      'time.drain': () => world.lasts(CAP_MS),
      'time.close': async () => {
        await world.lasts(CAP_MS);
        await disconnected();
      },
    },
    looks: {
      open: () => expect(room.getSnapshot().value).toBe('joined'),
      full: () => expect(client.getSnapshot().hasTag('connected')).toBe(true),
      draining: () => {
        expect(client.getSnapshot().value).toEqual({ disconnecting: 'draining' });
        expect([line.alive, room.getSnapshot().value]).toEqual([1, { 'rejoin-waiting': 'offline' }]);
      },
      closing: () => {
        expect(client.getSnapshot().value).toEqual({ disconnecting: 'closing' });
        expect([line.alive, driver.connections]).toEqual([0, 1]);
      },
      off: () => expect([client.getSnapshot().value, line.alive]).toEqual(['disconnected', 0]),
      dialing: () => expect([client.getSnapshot().value, line.dialed]).toEqual([{ connecting: 'dialing' }, 2]),
      reopened: () => {
        expect(room.getSnapshot().value).toBe('joined');
        expect(line.writtenLast('phx_join', TOPIC)).toHaveLength(1);
      },
    },
  };
}

export const closing: Contract<typeof chart> = {
  name: 'closing',
  chart,
  bounds: 'One connection that is ended, and the next.',
  play,
};
