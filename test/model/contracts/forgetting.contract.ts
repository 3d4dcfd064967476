import { expect } from 'vitest';
import { setup } from 'xstate';
import { channels, connect, disconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

type ForgettingEvent =
  | { type: 'net.drops' | 'net.accepts' | 'server.closes' }
  | { type: 'user.forgets' | 'user.disconnects' | 'user.connects' };

/** A disconnect that forgets leaves all topics, in any state, and nothing is joined on the next connection. */
const chart = setup({ types: { events: {} as ForgettingEvent } }).createMachine({
  initial: 'joined',
  states: {
    joined: { on: { 'user.forgets': 'closing', 'net.drops': 'waiting', 'user.disconnects': 'leaving' } },
    waiting: { on: { 'user.forgets': 'forgotten' } },
    /** A plain disconnect, which keeps the topics. */
    leaving: { on: { 'user.forgets': 'closing', 'server.closes': 'off' } },
    off: { on: { 'user.forgets': 'forgotten' } },
    closing: {
      on: { 'server.closes': 'forgotten', 'user.disconnects': {}, 'user.forgets': {}, 'user.connects': 'dialing' },
    },
    forgotten: { on: { 'user.forgets': {}, 'user.disconnects': {}, 'user.connects': 'dialing' } },
    dialing: { on: { 'net.accepts': 'empty' } },
    empty: {},
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin();
  world.join();
  const topics = () => [...channels(client)].length;
  return {
    opened: (async () => {
      await world.opens();
      await world.admits();
    })(),
    acts: {
      'net.drops': () => {
        driver.drop();
        return world.says({ type: 'connection.lost', willRetry: true });
      },
      'net.accepts': () => world.opens(),
      'server.closes': async () => {
        line.closes();
        await world.says({ type: 'disconnected' });
      },
      'user.forgets': async (_: unknown, from: { value: unknown }) => {
        line.keepsCloses = true;
        void disconnect(client, { forget: true });
        if (from.value === 'waiting') await world.says({ type: 'disconnected' });
        if (from.value !== 'closing' && from.value !== 'forgotten') await world.hears([{ type: 'left' }]);
      },
      'user.disconnects': () => {
        line.keepsCloses = true;
        void disconnect(client);
      },
      'user.connects': async (_: unknown, from: { value: unknown }) => {
        void connect(client);
        if (from.value === 'closing') await world.says({ type: 'connection.lost', code: 1000, cause: 'requested' });
      },
    },
    looks: {
      joined: () => expect(topics()).toBe(1),
      waiting: () => expect([topics(), client.getSnapshot().context.lastClose]).toEqual([1, expect.anything()]),
      leaving: () => expect([topics(), client.getSnapshot().value]).toEqual([1, { disconnecting: 'closing' }]),
      off: () => expect([topics(), client.getSnapshot().value]).toEqual([1, 'disconnected']),
      closing: () => {
        expect([topics(), client.getSnapshot().value]).toEqual([0, { disconnecting: 'closing' }]);
      },
      forgotten: () => {
        const { value, context } = client.getSnapshot();
        expect([topics(), value, context.lastClose, context.error]).toEqual([0, 'disconnected', null, null]);
      },
      dialing: () => expect([topics(), client.getSnapshot().value]).toEqual([0, { connecting: 'dialing' }]),
      empty: () => {
        expect(client.getSnapshot().hasTag('connected')).toBe(true);
        expect([topics(), line.writtenLast('phx_join', TOPIC)]).toEqual([0, []]);
      },
    },
  };
}

export const forgetting: Contract<typeof chart> = {
  name: 'forgetting',
  chart,
  bounds: 'One session, and the connection after it.',
  play,
};
