import { expect } from 'vitest';
import { setup } from 'xstate';
import { leave } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

const input = { maxConcurrentJoins: 1, heartbeatIntervalMs: 4_000, heartbeatTimeoutMs: 500, joinTimeoutMs: 10_000 };
const WAIT_MS = input.heartbeatIntervalMs + input.heartbeatTimeoutMs;

type QueueEvent =
  | { type: 'net.opens' | 'net.breaks' }
  | { type: 'first.accepts' | 'first.refuses' | 'second.accepts' | 'second.leaves' }
  | { type: 'time.rejoin' | 'time.heartbeat' };

const { createMachine } = setup({ types: { events: {} as QueueEvent } });
const breaks = { 'net.breaks': 'down' } as const;
const answered = { 'first.accepts': 'next', 'first.refuses': 'passed', ...breaks } as const;

/** Two topics of which one may join at a time: they take turns, and what comes later waits behind what was there before. */
const chart = createMachine({
  initial: 'offline',
  states: {
    offline: { on: { 'net.opens': 'waiting' } },
    waiting: { on: { ...answered, 'second.leaves': 'alone', 'time.heartbeat': 'patient' } },
    /** The server is at the join, and answers the heartbeat behind it. */
    patient: { on: answered },
    next: { on: { 'second.accepts': 'both', ...breaks } },
    passed: { on: { 'time.rejoin': 'behind', ...breaks } },
    behind: { on: { 'second.accepts': 'turned', ...breaks } },
    turned: { on: { 'first.accepts': 'both' } },
    both: {},
    alone: {},
    down: {},
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin(input);
  line.keep('heartbeat');
  const [first, second] = [world.join('room:first'), world.join('room:second')];
  const look = (...values: readonly unknown[]) => {
    expect([first, second].map((room) => room.getSnapshot().value)).toEqual(values);
    expect(line.written('phx_leave')).toEqual([]);
  };
  const queued = { 'rejoin-waiting': 'queued' };
  const offline = { 'rejoin-waiting': 'offline' };
  return {
    acts: {
      'net.opens': () => world.opens(),
      'net.breaks': () => world.breaks(),
      'first.accepts': () => world.admits('room:first'),
      'second.accepts': () => world.admits('room:second'),
      'first.refuses': async () => {
        await world.answerJoin({ error: { reason: 'full' } }, 'room:first');
        await world.hears([{ type: 'join.failed', willRetry: true }], 'room:first');
      },
      'second.leaves': async () => {
        void leave(second);
        await world.hears([{ type: 'left', acknowledged: false }], 'room:second');
      },
      'time.rejoin': () => driver.comes(first.getSnapshot().context.retryAt),
      'time.heartbeat': () => driver.lasts(WAIT_MS, () => client.getSnapshot().hasTag('connected')),
    },
    looks: {
      offline: () => look(offline, offline),
      waiting: () => look('joining', queued),
      patient: () => {
        look('joining', queued);
        expect(client.getSnapshot().value).toMatchObject({ connected: { heartbeat: 'awaiting-ack' } });
      },
      next: () => look('joined', 'joining'),
      passed: () => look({ 'rejoin-waiting': 'backoff' }, 'joining'),
      behind: () => look(queued, 'joining'),
      turned: () => look('joining', 'joined'),
      both: () => look('joined', 'joined'),
      alone: () => {
        expect(first.getSnapshot().value).toBe('joining');
        expect(second.getSnapshot().status).toBe('done');
      },
      down: () => look(offline, offline),
    },
  };
}

export const queue: Contract<typeof chart> = {
  name: 'queue',
  chart,
  bounds: 'Two topics and one turn; more of either are no different.',
  virtualOnly: ['time.heartbeat'],
  play,
};
