import * as fc from 'fast-check';
import { createActor, type InspectionEvent } from 'xstate';
import {
  type ChannelEmitted,
  type ChannelEvent,
  type ChannelMachine,
  type ChannelSnapshot,
  type ClientEmitted,
  on,
  type PushError,
} from 'xstate-phoenix';
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
  /** The connection is lost, and there is another one. */
  readonly lose: () => void;
  readonly open: () => void;
  /** Another topic takes the only turn to join, or ends it. */
  readonly busy: (isBusy: boolean) => void;
  /** The ref of the present join, and of the frame written last. */
  readonly refs: () => { joinRef: string | null; lastRef: string };
}

const joinRefOf = fc.constantFrom('live' as const, 'live' as const, 'stale' as const, 'null' as const);
const at = (run: Run, which: 'live' | 'stale' | 'null') =>
  which === 'null' ? null : which === 'stale' ? '0' : run.refs().joinRef;

export const accept = {
  name: 'accept',
  take: (run: Run) => run.send({ type: 'join.accepted', joinRef: run.refs().joinRef, response: {} }),
};
export const answered = {
  name: 'push as a command, answered',
  take: (run: Run) => {
    run.send({ type: 'channel.push', event: 'c', payload: {} });
    const { joinRef, lastRef } = run.refs();
    run.send({ type: 'channel.reply', joinRef, ref: lastRef, status: 'ok', response: {} });
  },
};

export const step: fc.Arbitrary<{ readonly name: string; readonly take: Step }> = fc.oneof(
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
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        () => ({ asked: 1 }),
        () => Promise.resolve({ asked: 2 }),
        () => {
          throw new Error('no params');
        },
      )
      .chain((params) =>
        fc.constantFrom('channel.join' as const, 'channel.rejoin' as const).map((type) => ({
          name: `${type} with a function`,
          take: (run: Run) => run.send({ type, params }),
        })),
      ),
  },
  { weight: 1, arbitrary: fc.constant({ name: 'leave', take: (run: Run) => run.send({ type: 'channel.leave' }) }) },
  {
    weight: 1,
    arbitrary: fc.constant({
      name: 'leave soon',
      take: (run: Run) => run.send({ type: 'channel.leave', timeoutMs: 20 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map((acknowledged) => ({
      name: `left ${acknowledged}`,
      take: (run: Run) => run.send({ type: acknowledged ? 'leave.acknowledged' : 'leave.concluded' }),
    })),
  },
  {
    weight: 2,
    arbitrary: fc.boolean().map((isBusy) => ({ name: `busy ${isBusy}`, take: (run: Run) => run.busy(isBusy) })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      name: 'lose',
      take: (run: Run) => {
        run.lose();
        run.open();
      },
    }),
  },
  { weight: 1, arbitrary: fc.constant({ name: 'lose for a while', take: (run: Run) => run.lose() }) },
  { weight: 1, arbitrary: fc.constant({ name: 'open', take: (run: Run) => run.open() }) },
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

/** What was observed of a channel. */
interface Played {
  readonly snapshots: readonly unknown[];
  /** The states that the channel was in, and the types of the events that it emitted. */
  readonly states: ReadonlySet<string>;
  readonly emitted: ReadonlySet<string>;
  readonly heard: readonly unknown[];
  readonly told: readonly unknown[];
  readonly settled: readonly unknown[];
  readonly said: readonly unknown[];
  readonly frames: readonly unknown[];
  /** The steps of the chart, and its actions, as inspectors see them. */
  readonly inspected: readonly unknown[];
}

/** Everything that can be observed of a channel of this logic after these steps. */
export function play(logic: ChannelMachine, steps: readonly { readonly take: Step }[]): Played {
  const world = createWorld({
    heartbeatIntervalMs: 0,
    maxBufferedAmount: 10,
    pushBuffer: { max: 3, overflow: 'drop-oldest' },
    joinTimeoutMs: 700,
    rejoinAfterMs: [300],
    maxConcurrentJoins: 1,
  });
  world.open();
  const said = hear<ClientEmitted>(world.client);
  const { connection: host } = world.client.getSnapshot().context;
  const inspected: unknown[] = [];
  const room = createActor(logic, {
    clock: world.clock,
    input: { topic: TOPIC, host },
    inspect: (event) => inspected.push(...seen(event)),
  });
  host.topics.add(TOPIC, room);
  room.subscribe({ complete: () => host.topics.remove(TOPIC, room) });
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
    },
    open: () => {
      world.clock.increment(5_000);
      world.open();
      run.send({ type: 'connection.opened' });
    },
    busy: (isBusy) => {
      if (isBusy) host.joins.begin('room:other', 700);
      else host.joins.end('room:other', true);
    },
    refs: () => ({
      joinRef: room.getSnapshot().context.joinRef,
      lastRef: world.sockets.flatMap(({ frames }) => frames).at(-1)?.[1] ?? '0',
    }),
  };
  const states = new Set<string>();
  const snapshots = steps.map(({ take }) => {
    take(run);
    const snapshot = room.getSnapshot();
    states.add(nodesOf(snapshot).at(-1) ?? '');
    return shown(snapshot);
  });
  const result = {
    snapshots,
    states,
    emitted: new Set(heard.map(({ type }) => type)),
    inspected: [...inspected],
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

/** What there is to see of a snapshot. */
function shown(snapshot: ChannelSnapshot): unknown {
  const { value, status, output, error, context, tags, historyValue, children } = snapshot;
  const { host: _host, pushes: _pushes, listeners: _listeners, ...rest } = context;
  const can = snapshot.can({ type: 'channel.leave' });
  const own = Object.entries(rest).map(([key, given]) => [key, typeof given === 'function' ? given() : given]);
  return plain({
    value,
    status,
    output,
    error,
    tags: [...tags],
    nodes: nodesOf(snapshot),
    historyValue,
    children,
    can,
    own,
  });
}

/** The states that a snapshot is in, the outer ones first. */
function nodesOf({ _nodes }: ChannelSnapshot): readonly string[] {
  return _nodes.map(({ id }) => id).sort();
}

/** What an inspector is told of the chart. */
function seen(event: InspectionEvent): readonly unknown[] {
  if (event.type === '@xstate.action') return [[event.action.type, plain(event.action.params)]];
  if (event.type !== '@xstate.microstep') return [];
  const { snapshot, _transitions } = event;
  const value = 'value' in snapshot ? snapshot.value : null;
  return [[event.event.type, value, snapshot.status, _transitions.map((transition) => transition.toJSON())].map(plain)];
}

/** Errors by what they say, so that two of them can be compared. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      item instanceof Error ? { ...(item as PushError), name: item.name, message: item.message } : item,
    ) ?? 'null',
  );
}
