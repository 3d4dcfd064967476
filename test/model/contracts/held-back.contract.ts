import { expect } from 'vitest';
import { setup } from 'xstate';
import type { ClientEvent } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

/** How long the server asks the client to wait. */
const HELD_S = 5;

type HeldBackEvent =
  | { type: 'net.busy' | 'time.held' }
  | { type: 'wake.online' | 'wake.visible' | 'wake.resumed' | 'sleep.offline' };

/** The client waits as long as a busy server asks, whatever events of the page come meanwhile. */
const chart = setup({ types: { events: {} as HeldBackEvent } }).createMachine({
  initial: 'dialing',
  states: {
    dialing: { on: { 'net.busy': 'held' } },
    held: {
      on: {
        'wake.online': {},
        'wake.visible': {},
        'wake.resumed': {},
        'sleep.offline': 'paused',
        'time.held': 'dialingAgain',
      },
    },
    paused: { on: { 'wake.online': 'held', 'wake.visible': {}, 'wake.resumed': {} } },
    dialingAgain: {},
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin();
  const send = (event: ClientEvent) => () => client.send(event);
  return {
    acts: {
      'net.busy': async () => {
        line.retryAfter = String(HELD_S);
        driver.refuse(503);
        await world.says({ type: 'connect.failed', httpStatus: 503, retryInMs: HELD_S * 1_000 });
      },
      'time.held': () => world.lasts(HELD_S * 1_000),
      'wake.online': send({ type: 'network.online' }),
      'wake.visible': send({ type: 'page.visible' }),
      'wake.resumed': send({ type: 'page.resumed' }),
      'sleep.offline': send({ type: 'network.offline' }),
    },
    looks: {
      dialing: () => expect([client.getSnapshot().value, line.dialed]).toEqual([{ connecting: 'dialing' }, 1]),
      held: () => {
        expect(client.getSnapshot().value).toEqual({ 'reconnect-waiting': 'backoff' });
        expect([line.dialed, line.alive]).toEqual([1, 0]);
      },
      paused: () => expect([client.getSnapshot().value, line.dialed]).toEqual([{ 'reconnect-waiting': 'paused' }, 1]),
      dialingAgain: () => expect(line.dialed).toBe(2),
    },
  };
}

export const heldBack: Contract<typeof chart> = {
  name: 'held back',
  chart,
  bounds: 'One refusal, and the attempt behind it.',
  onPort: false,
  play,
};
