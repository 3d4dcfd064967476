import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import {
  type ChannelEmitted,
  type ChannelEvent,
  type ClientEmitted,
  channelMachine,
  join,
  on,
  type PushError,
} from 'xstate-phoenix';
import { channelLogic } from '../../../src/machines/channel/channel.logic.ts';
import { hear } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

const TOPIC = 'room:lobby';

/** One step of a run, by numbers, so that it can be replayed against another logic. */
type Step = (run: Run) => void;

interface Run {
  readonly send: (event: ChannelEvent) => void;
  readonly push: (event: string, options: { timeoutMs?: number; whenNotJoined?: 'reject' }, payload?: unknown) => void;
  readonly abort: (nth: number) => void;
  readonly wait: (ms: number) => void;
  readonly fill: (bytes: number) => void;
  readonly drain: () => void;
  readonly lose: () => void;
  /** The ref of the present join, and of the frame written last. */
  readonly refs: () => { joinRef: string | null; lastRef: string };
}

const joinRefOf = fc.constantFrom('live' as const, 'live' as const, 'stale' as const, 'null' as const);
const at = (run: Run, which: 'live' | 'stale' | 'null') =>
  which === 'null' ? null : which === 'stale' ? '0' : run.refs().joinRef;

const accept = {
  name: 'accept',
  take: (run: Run) => run.send({ type: 'join.accepted', joinRef: run.refs().joinRef, response: {} }),
};
const answered = {
  name: 'push as a command, answered',
  take: (run: Run) => {
    run.send({ type: 'channel.push', event: 'c', payload: {} });
    const { joinRef, lastRef } = run.refs();
    run.send({ type: 'channel.reply', joinRef, ref: lastRef, status: 'ok', response: {} });
  },
};

const step: fc.Arbitrary<{ readonly name: string; readonly take: Step }> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(accept) },
  { weight: 2, arbitrary: fc.constant(answered) },
  {
    weight: 1,
    arbitrary: fc.constant({
      name: 'refuse',
      take: (run: Run) => run.send({ type: 'join.refused', joinRef: run.refs().joinRef, response: {} }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ name: 'join', take: (run: Run) => run.send({ type: 'channel.join' }) }) },
  { weight: 1, arbitrary: fc.constant({ name: 'rejoin', take: (run: Run) => run.send({ type: 'channel.rejoin' }) }) },
  { weight: 1, arbitrary: fc.constant({ name: 'leave', take: (run: Run) => run.send({ type: 'channel.leave' }) }) },
  { weight: 1, arbitrary: fc.constant({ name: 'lose', take: (run: Run) => run.lose() }) },
  {
    weight: 1,
    arbitrary: joinRefOf.map((ref) => ({
      name: `crash ${ref}`,
      take: (run: Run) => run.send({ type: 'channel.crashed', joinRef: at(run, ref), payload: {} }),
    })),
  },
  {
    weight: 1,
    arbitrary: joinRefOf.map((ref) => ({
      name: `close ${ref}`,
      take: (run: Run) => run.send({ type: 'channel.closed', joinRef: at(run, ref) }),
    })),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(joinRefOf, fc.nat(9)).map(([ref, n]) => ({
      name: `message ${ref}`,
      take: (run: Run) => run.send({ type: 'channel.message', joinRef: at(run, ref), event: `e${n}`, payload: { n } }),
    })),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({ timeoutMs: fc.integer({ min: 1, max: 500 }), reject: fc.boolean(), broken: fc.boolean() })
      .map(({ timeoutMs, reject, broken }) => ({
        name: `push ${timeoutMs}${reject ? ' or reject' : ''}${broken ? ' broken' : ''}`,
        take: (run: Run) =>
          run.push('p', { timeoutMs, ...(reject && { whenNotJoined: 'reject' as const }) }, broken ? 1n : {}),
      })),
  },
  {
    weight: 2,
    arbitrary: fc.constant({
      name: 'push as a command',
      take: (run: Run) => run.send({ type: 'channel.push', event: 'c', payload: {} }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constant({
      name: 'cast',
      take: (run: Run) => run.send({ type: 'channel.cast', event: 'c', payload: {} }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      name: 'reserved',
      take: (run: Run) => run.send({ type: 'channel.push', event: 'phx_leave', payload: {} }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(joinRefOf, fc.nat(3), fc.constantFrom('ok', 'error', 'maybe')).map(([ref, back, status]) => ({
      name: `reply ${status} ${ref} -${back}`,
      take: (run: Run) =>
        run.send({
          type: 'channel.reply',
          joinRef: at(run, ref),
          ref: String(Number(run.refs().lastRef) - back),
          status,
          response: { back },
        }),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.nat(2).map((back) => ({
      name: `unmatched -${back}`,
      take: (run: Run) =>
        run.send({ type: 'channel.unmatched', ref: String(Number(run.refs().lastRef) - back), response: {} }),
    })),
  },
  { weight: 2, arbitrary: fc.nat(5).map((nth) => ({ name: `abort ${nth}`, take: (run: Run) => run.abort(nth) })) },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 600 }).map((ms) => ({ name: `wait ${ms}`, take: (run: Run) => run.wait(ms) })),
  },
  { weight: 1, arbitrary: fc.constant({ name: 'fill', take: (run: Run) => run.fill(100) }) },
  { weight: 1, arbitrary: fc.constant({ name: 'drain', take: (run: Run) => run.drain() }) },
);

/** Everything that can be observed of a channel of this logic after these steps. */
function play(logic: typeof channelMachine, steps: readonly { readonly take: Step }[]): unknown {
  const world = createWorld({
    heartbeatIntervalMs: 0,
    maxBufferedAmount: 10,
    pushBuffer: { max: 3, overflow: 'drop-oldest' },
    joinTimeoutMs: 700,
    rejoinAfterMs: [300],
  });
  world.open();
  const said = hear<ClientEmitted>(world.client);
  const { connection: host } = world.client.getSnapshot().context;
  const room = createActor(logic, { clock: world.clock, input: { topic: TOPIC, host } });
  const heard = hear<ChannelEmitted>(room);
  const told: unknown[] = [];
  on(room, '*', (_, message) => told.push(message));
  const settled: unknown[] = [];
  const calls: { settle(outcome: unknown): void }[] = [];
  room.start();
  const run: Run = {
    send: (event) => room.getSnapshot().status === 'active' && room.send(event),
    push: (event, options, payload) => {
      const nth = calls.length;
      const call = { ...options, settle: (outcome: unknown) => settled.push([nth, plain(outcome)]) };
      calls.push(call);
      run.send({ type: 'channel.push', event, payload, call });
    },
    abort: (nth) => {
      const call = calls.at(-1 - nth);
      if (call) run.send({ type: 'push.aborted', call, reason: 'abort' });
    },
    wait: (ms) => world.clock.increment(ms),
    fill: (bytes) => {
      world.socket.bufferedAmount = bytes;
    },
    drain: () => {
      world.socket.bufferedAmount = 0;
      run.send({ type: 'connection.drained' });
    },
    lose: () => {
      world.socket.close();
      run.send({ type: 'connection.lost' });
      run.send({ type: 'connection.lost' });
      world.clock.increment(10);
      world.clock.increment(5_000);
      world.open();
      run.send({ type: 'connection.opened' });
    },
    refs: () => ({
      joinRef: room.getSnapshot().context.joinRef,
      lastRef: world.sockets.flatMap(({ frames }) => frames).at(-1)?.[1] ?? '0',
    }),
  };
  const states = steps.map(({ take }) => {
    take(run);
    return room.getSnapshot().value;
  });
  const result = {
    states,
    heard: heard.map(plain),
    told,
    settled: [...settled],
    said: said.map(plain),
    frames: world.sockets.map(({ frames }) => frames),
  };
  room.stop();
  world.client.stop();
  return result;
}

/** Errors by what they say, so that two of them can be compared. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      item instanceof Error ? { ...(item as PushError), name: item.name, message: item.message } : item,
    ) ?? 'null',
  );
}

describe('the lane', () => {
  it('does exactly what the chart alone does, for any run of events', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const laned = play(channelLogic, steps);
        expect(laned).toEqual(play(channelMachine, steps));
        for (const event of (laned as { heard: ChannelEmitted[] }).heard) seen.add(event.type);
      }),
      // A reply to a command takes two steps in a row, which chance may miss.
      { numRuns: 150, examples: [[[accept, answered]]] },
    );
    // Checks the runs themselves: together they caused every kind of event.
    expect([...seen].sort()).toEqual([
      'closed',
      'crashed',
      'join.failed',
      'joined',
      'left',
      'lost',
      'message',
      'push.failed',
      'reply',
    ]);
  }, 30_000);

  it('returns the same snapshot for a loss that was told already', () => {
    const world = createWorld();
    const room = join(world.client, TOPIC);
    const before = room.getSnapshot();
    expect(before.matches({ 'rejoin-waiting': 'offline' })).toBe(true);
    room.send({ type: 'connection.lost' });
    expect(room.getSnapshot()).toBe(before);
  });

  it('returns the same snapshot for data', () => {
    const world = createWorld();
    world.open();
    const { connection: host } = world.client.getSnapshot().context;
    const room = createActor(channelLogic, { clock: world.clock, input: { topic: TOPIC, host } }).start();
    room.send({ type: 'join.accepted', joinRef: '1', response: {} });
    const before = room.getSnapshot();
    expect(before.value).toBe('joined');
    room.send({ type: 'channel.message', joinRef: '1', event: 'e', payload: {} });
    room.send({ type: 'channel.cast', event: 'e', payload: {} });
    room.send({ type: 'channel.push', event: 'e', payload: {} });
    room.send({ type: 'channel.reply', joinRef: '1', ref: '9', status: 'ok', response: {} });
    expect(room.getSnapshot()).toBe(before);
  });

  it('shows the inspector every message, without running the chart', () => {
    const world = createWorld();
    world.open();
    const { connection: host } = world.client.getSnapshot().context;
    const events: string[] = [];
    const room = createActor(channelLogic, {
      clock: world.clock,
      input: { topic: TOPIC, host },
      inspect: (inspected) => {
        if (inspected.type === '@xstate.event') events.push(inspected.event.type);
        if (inspected.type === '@xstate.microstep') events.push('a step of the chart');
      },
    }).start();
    room.send({ type: 'join.accepted', joinRef: '1', response: {} });
    room.send({ type: 'channel.message', joinRef: '1', event: 'e', payload: {} });
    expect(events.slice(-3)).toEqual(['join.accepted', 'a step of the chart', 'channel.message']);
  });
});
