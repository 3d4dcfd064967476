import { expect } from 'vitest';
import { setup } from 'xstate';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

/** The first join is answered late, but in time. Then the second one has had no time of its own yet. */
const JOIN_MS = 1_000;
const input = { joinTimeoutMs: JOIN_MS, maxConcurrentJoins: 2, heartbeatIntervalMs: 0 };

type ServedEvent = { type: 'net.opens' | 'first.accepts' | 'second.accepts' | 'time.most' | 'time.rest' };

const { createMachine } = setup({ types: { events: {} as ServedEvent } });

/** Two joins on the wire, of which the server does one at a time: the clock of the second runs from the end of the first. */
const chart = createMachine({
  initial: 'offline',
  states: {
    offline: { on: { 'net.opens': 'asked' } },
    asked: { on: { 'time.most': 'late' } },
    late: { on: { 'first.accepts': 'served' } },
    served: { on: { 'time.rest': 'patient' } },
    patient: { on: { 'second.accepts': 'both' } },
    both: {},
  },
});

function play(world: World) {
  const { driver, line } = world;
  world.begin(input);
  const [first, second] = [world.join('room:first'), world.join('room:second')];
  const look = (...values: readonly unknown[]) => {
    expect([first, second].map((room) => room.getSnapshot().value)).toEqual(values);
    expect(line.written('phx_leave')).toEqual([]);
  };
  return {
    acts: {
      'net.opens': () => world.opens(),
      'first.accepts': () => world.admits('room:first'),
      'second.accepts': () => world.admits('room:second'),
      'time.most': () => driver.lasts(JOIN_MS * 0.9, () => {}),
      'time.rest': () => driver.lasts(JOIN_MS * 0.2, () => {}),
    },
    looks: {
      offline: () => look({ 'rejoin-waiting': 'offline' }, { 'rejoin-waiting': 'offline' }),
      asked: () => look('joining', 'joining'),
      late: () => look('joining', 'joining'),
      served: () => look('joined', 'joining'),
      patient: () => look('joined', 'joining'),
      both: () => look('joined', 'joined'),
    },
  };
}

export const served: Contract<typeof chart> = {
  name: 'served',
  chart,
  bounds: 'Two topics; the times are those of one late answer.',
  virtualOnly: ['time.most', 'time.rest'],
  play,
};
