import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelRef, cast, channels, type Frame, join, leave, push, rejoin } from 'xstate-phoenix';
import { offlineRoom, TOPIC } from '../../support/room.ts';
import { createWorld, type World } from '../../support/world.ts';

const topics = ['room:a', 'room:b', 'room:c'] as const;

type Topic = (typeof topics)[number];
type Step =
  | { readonly do: 'join' | 'rejoin'; readonly topic: Topic; readonly params: number | undefined }
  | { readonly do: 'leave' | 'push' | 'cast'; readonly topic: Topic }
  | { readonly do: 'fail to connect' }
  | { readonly do: 'wait'; readonly ms: number };

const topic = fc.constantFrom(...topics);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('join' as const, 'rejoin' as const),
    topic,
    params: fc.option(fc.nat(9), { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom('leave' as const, 'push' as const, 'cast' as const), topic }),
  fc.record({ do: fc.constant('fail to connect' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 12_000 }) }),
);

/** The params that the topics should be joined with, by a simple model. */
type Wanted = Map<Topic, unknown>;

function take(world: World, rooms: Map<Topic, ChannelRef>, wanted: Wanted, step: Step): void {
  if (step.do === 'wait') world.clock.increment(step.ms);
  else if (step.do === 'fail to connect') world.socket.close(1006);
  else if (step.do === 'join' || step.do === 'rejoin') {
    const room = rooms.get(step.topic);
    const params = step.params === undefined ? {} : { params: { v: step.params } };
    rooms.set(step.topic, step.do === 'rejoin' && room ? rejoin(room, params) : join(world.client, step.topic, params));
    // A rejoin of a topic that was left has the params it had then; a join of it has those of a new channel.
    const before = wanted.get(step.topic) ?? (step.do === 'rejoin' ? left(room) : undefined) ?? {};
    wanted.set(step.topic, params.params ?? before);
  } else {
    const room = rooms.get(step.topic);
    if (room === undefined) return;
    if (step.do === 'push') void push(room, 'event');
    else if (step.do === 'cast') cast(room, 'event');
    else {
      void leave(room);
      wanted.delete(step.topic);
    }
  }
}

function left(room: ChannelRef | undefined): unknown {
  return room?.getSnapshot().context.params();
}

describe('a connection that opens', () => {
  it('writes exactly one join for each wanted topic, whatever was asked offline', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const world = createWorld({ connectTimeoutMs: 1_000_000 });
        const rooms = new Map<Topic, ChannelRef>();
        const wanted: Wanted = new Map();
        for (const each of steps) take(world, rooms, wanted, each);
        if (world.client.getSnapshot().matches('reconnect-waiting')) world.clock.increment(5_000);
        const { frames } = world.open();
        const joins = new Map(frames.map((frame: Frame) => [frame[2], frame[4]]));
        expect(frames.map((frame) => frame[3])).toEqual([...wanted].map(() => 'phx_join'));
        expect(joins).toEqual(wanted);
        expect(new Set(frames.map((frame) => frame[1])).size).toBe(frames.length);
        world.client.stop();
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('joins its topics in the order in which they were asked for', () => {
    const world = createWorld();
    for (const name of ['room:3', 'room:1', 'room:2']) join(world.client, name);
    expect(world.open().frames.map((frame) => frame[2])).toEqual(['room:3', 'room:1', 'room:2']);
    expect([...channels(world.client)].map((room) => room.getSnapshot().context.topic)).toEqual([
      'room:3',
      'room:1',
      'room:2',
    ]);
  });

  it('joins what was wanted before, and what was left and wanted again, once', () => {
    const world = createWorld();
    const room = join(world.client, TOPIC);
    void leave(room);
    expect(room.getSnapshot().value).toBe('left');
    expect(join(world.client, TOPIC)).not.toBe(room);
    expect(world.open().frames).toEqual([['1', '1', TOPIC, 'phx_join', {}]]);
  });
});

describe('a topic without a connection', () => {
  it('can be wanted before the client is started', () => {
    const world = createWorld({}, { start: false });
    const room = join(world.client, TOPIC);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    world.client.start();
    expect(world.open().frames).toEqual([['1', '1', TOPIC, 'phx_join', {}]]);
  });

  it('can be wanted while the client is not asked to connect', () => {
    const world = createWorld({ autoConnect: false });
    join(world.client, TOPIC);
    world.clock.increment(100_000);
    expect(world.sockets).toEqual([]);
    world.client.send({ type: 'client.connect' });
    expect(world.open().frames).toHaveLength(1);
  });

  it('is left without a frame, now and when the connection opens', async () => {
    const { socket, room } = offlineRoom();
    expect(await leave(room)).toEqual({ acknowledged: false });
    socket.open();
    expect(socket.frames).toEqual([]);
  });
});
