import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { connect, disconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

type RestartingEvent =
  | { type: 'user.restarts' | 'user.disconnects' | 'user.connects' }
  | { type: 'net.accepts' | 'net.drops' };

const { createMachine } = setup({
  types: { context: {} as { dials: number }, events: {} as RestartingEvent },
  guards: { mayDial: ({ context }) => context.dials < 3 },
  actions: { dial: assign({ dials: ({ context }) => context.dials + 1 }) },
});
const dial = { guard: 'mayDial', target: 'dialing', reenter: true, actions: 'dial' } as const;

/** A client that is stopped and started again wants what it wanted: a connection, unless it was asked to have none. */
const chart = createMachine({
  context: { dials: 1 },
  initial: 'dialing',
  states: {
    dialing: { on: { 'net.accepts': 'open', 'user.restarts': dial } },
    open: { on: { 'net.drops': 'waiting', 'user.restarts': dial, 'user.disconnects': 'closing' } },
    waiting: { on: { 'user.restarts': dial } },
    closing: { on: { 'user.restarts': 'off' } },
    off: { on: { 'user.restarts': {}, 'user.connects': dial } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin();
  const room = world.join();
  return {
    acts: {
      'user.restarts': async (_: unknown, from: { value: unknown }) => {
        world.restart();
        if (from.value === 'open')
          await world.says({ type: 'connection.lost', code: 1000, cause: 'requested', willRetry: true });
        if (from.value === 'closing') await world.says({ type: 'disconnected' });
      },
      'user.disconnects': () => {
        line.keepsCloses = true;
        void disconnect(client);
      },
      'user.connects': () => void connect(client),
      'net.accepts': async () => {
        await world.opens();
        await world.admits();
      },
      'net.drops': async () => {
        driver.drop();
        await world.says({ type: 'connection.lost', code: 1006, willRetry: true });
      },
    },
    looks: {
      dialing: ({ dials }: { dials: number }) => {
        expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
        expect([line.dialed, line.alive]).toEqual([dials, 1]);
      },
      open: () => {
        expect([room.getSnapshot().value, world.join()]).toEqual(['joined', room]);
        expect(line.writtenLast('phx_join', TOPIC)).toHaveLength(1);
      },
      waiting: () => expect(client.getSnapshot().matches('reconnect-waiting')).toBe(true),
      closing: () => expect(client.getSnapshot().matches('disconnecting')).toBe(true),
      off: () => expect([client.getSnapshot().value, line.alive]).toEqual(['disconnected', 0]),
    },
  };
}

export const restarting: Contract<typeof chart> = {
  name: 'restarting',
  chart,
  bounds: 'Three attempts: a restart, and one more after it.',
  onPort: false,
  play,
};
