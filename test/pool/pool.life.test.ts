import { describe, expect, it } from 'vitest';
import {
  awaitConnect,
  type ChannelEmitted,
  type ClientEmitted,
  channels,
  connect,
  disconnect,
  interpret,
  join,
  leave,
  push,
  reconnect,
  rejoin,
} from 'xstate-phoenix';
import { createPool, occupancy, poolMachine } from 'xstate-phoenix/pool';
import { hear } from '../support/room.ts';
import { type Pooled, pooled, topics } from './pools.ts';

async function joined(count = 4, input: Parameters<typeof pooled>[0] = {}) {
  const made = pooled({ maxTopics: 2, ...input });
  made.server.accept();
  made.pool.start();
  const rooms = topics(count).map((topic) => join(made.pool, topic));
  await made.server.elapse(0);
  expect(rooms.map((room) => room.getSnapshot().value)).toEqual(rooms.map(() => 'joined'));
  return { ...made, rooms };
}

/** The topics that the server has, each as often as it has them. */
const there = ({ at }: Pooled, count: number) => topics(count).map((topic) => at(topic).length);

describe('disconnect() of a pool', () => {
  it('closes all connections with its code, and they stay closed', async () => {
    const { pool, server, rooms } = await joined();
    const said = hear<ClientEmitted>(pool);
    const heard = rooms.map((room) => hear<ChannelEmitted>(room));
    await Promise.all([disconnect(pool, { code: 4001, reason: 'bye' }), server.elapse(0)]);
    expect(server.connections).toBe(0);
    expect(server.acts.filter(({ type }) => type === 'disconnect')).toEqual([
      expect.objectContaining({ code: 4001 }),
      expect.objectContaining({ code: 4001 }),
    ]);
    expect(said).toEqual([{ type: 'disconnected' }]);
    expect(heard.map((events) => events.map(({ type }) => type))).toEqual(rooms.map(() => ['lost']));
    await server.elapse(60_000);
    expect(server.connections).toBe(0);
    expect(pool.getSnapshot().value).toBe('disconnected');
  });

  it('keeps the topics for the next connect()', async () => {
    const made = await joined();
    const { pool, server, rooms } = made;
    await Promise.all([disconnect(pool), server.elapse(0)]);
    await Promise.all([connect(pool), server.elapse(0)]);
    expect(there(made, 4)).toEqual([1, 1, 1, 1]);
    expect([...channels(pool)]).toEqual(rooms);
  });

  it('can forget the topics, and leaves them', async () => {
    const made = await joined();
    const { pool, server } = made;
    await Promise.all([disconnect(pool, { forget: true }), server.elapse(0)]);
    expect(server.acts.filter(({ type }) => type === 'leave')).toHaveLength(4);
    expect([...channels(pool)]).toEqual([]);
    await Promise.all([connect(pool), server.elapse(0)]);
    expect(there(made, 4)).toEqual([0, 0, 0, 0]);
    expect(server.connections).toBe(1);
  });

  it('while it connects gives the attempt up', async () => {
    const { pool, server } = pooled();
    pool.start();
    await server.elapse(0);
    await Promise.all([disconnect(pool), server.elapse(0)]);
    server.accept();
    await server.elapse(10_000);
    expect(server.connections).toBe(0);
  });

  it('while a further connection is dialed gives that up, too', async () => {
    const { pool, server } = await joined(2);
    server.stall();
    join(pool, 'room:3');
    await server.elapse(0);
    await Promise.all([disconnect(pool), server.elapse(0)]);
    server.accept();
    await server.elapse(10_000);
    expect(server.connections).toBe(0);
    expect(pool.getSnapshot().value).toBe('disconnected');
  });
});

describe('reconnect() of a pool', () => {
  it('connects all anew, and joins every topic once', async () => {
    const made = await joined();
    const { pool, server } = made;
    await Promise.all([reconnect(pool), server.elapse(0)]);
    expect(server.connections).toBe(2);
    expect(there(made, 4)).toEqual([1, 1, 1, 1]);
    expect(topics(4).flatMap(made.placesOf)).toEqual([3, 3, 4, 4]);
  });
});

describe('stop() of a pool', () => {
  it('closes all connections and settles what waits', async () => {
    const { pool, server, rooms } = await joined();
    const [room] = rooms;
    if (room === undefined) return;
    const pushed = push(room, 'silent', {});
    pool.stop();
    await expect(pushed).rejects.toMatchObject({ code: 'disconnected', sent: true });
    await server.elapse(0);
    expect(server.connections).toBe(0);
    expect(occupancy(pool)).toEqual({ connections: [], waiting: 0 });
    await expect(awaitConnect(pool)).rejects.toMatchObject({ code: 'disconnected' });
    expect(() => join(pool, 'room:1')).toThrow('"room:1" can not be joined: the client was stopped.');
  });

  it('leaves no timer behind', async () => {
    const { pool, server } = await joined();
    pool.stop();
    await server.elapse(3_000);
    expect(server.clock.timers).toBe(0);
  });

  it('before start() settles what waits, too', async () => {
    const { pool } = pooled();
    const pushed = push(join(pool, 'room:1'), 'echo', {});
    pool.stop();
    await expect(pushed).rejects.toMatchObject({ code: 'disconnected', sent: false });
  });

  it('can be followed by start(), which joins the same channels again', async () => {
    const made = await joined();
    const { pool, server, rooms } = made;
    pool.stop();
    await server.elapse(0);
    pool.start();
    await server.elapse(0);
    expect(there(made, 4)).toEqual([1, 1, 1, 1]);
    expect([...channels(pool)]).toEqual(rooms);
    const [room] = rooms;
    if (room) expect(await push(room, 'echo', { n: 1 })).toEqual({ n: 1 });
  });

  it('forgets a topic that is left meanwhile', async () => {
    const made = await joined();
    const { pool, server, rooms } = made;
    pool.stop();
    if (rooms[0]) await leave(rooms[0]);
    pool.start();
    await server.elapse(0);
    expect(there(made, 4)).toEqual([0, 1, 1, 1]);
    expect(occupancy(pool).waiting).toBe(0);
  });

  it('by client.stop ends all as well', async () => {
    const { pool, server } = await joined();
    pool.send({ type: 'client.stop', reason: 'done' });
    await server.elapse(0);
    expect(server.connections).toBe(0);
    expect(pool.getSnapshot().output).toEqual({ reason: 'done' });
  });
});

describe('a topic of a pool', () => {
  it('that was left is another channel when it is joined again', async () => {
    const { pool, server, rooms, placesOf } = await joined();
    const [room] = rooms;
    if (room === undefined) return;
    await Promise.all([leave(room), server.elapse(0)]);
    const anew = rejoin(room);
    await server.elapse(0);
    expect(anew).not.toBe(room);
    expect(join(pool, 'room:1')).toBe(anew);
    expect(placesOf('room:1')).toEqual([1]);
  });

  it('that crashes joins again where it was', async () => {
    const { server, rooms, placesOf } = await joined();
    server.crash('room:3');
    await server.elapse(2_000);
    expect(rooms[2]?.getSnapshot().value).toBe('joined');
    expect(placesOf('room:3')).toEqual([2]);
  });
});

describe('a connection of a pool without topics', () => {
  it('is closed after a while, but not the last one', async () => {
    const { pool, server, rooms, size, sizes } = await joined(6, { lingerMs: 5_000 });
    for (const room of rooms.slice(2)) void leave(room);
    await server.elapse(0);
    expect(size()).toBe('shrinking');
    expect(sizes()).toEqual([2, 0, 0]);
    await server.elapse(4_999);
    expect(server.connections).toBe(3);
    await server.elapse(1);
    expect(server.connections).toBe(1);
    expect(size()).toBe('steady');
    for (const room of rooms.slice(0, 2)) void leave(room);
    await server.elapse(60_000);
    expect(server.connections).toBe(1);
    expect(pool.getSnapshot().hasTag('connected')).toBe(true);
  });

  it('stays if it gets one in time, and then lingers as long as any other', async () => {
    const { pool, server, rooms, size } = await joined(3, { lingerMs: 5_000 });
    if (rooms[2]) void leave(rooms[2]);
    await server.elapse(4_000);
    const room = join(pool, 'room:new');
    await server.elapse(0);
    expect(size()).toBe('steady');
    void leave(room);
    await server.elapse(4_999);
    expect(server.connections).toBe(2);
    await server.elapse(1);
    expect(server.connections).toBe(1);
  });

  it('has its own time when another one is without topics already', async () => {
    const { server, rooms } = await joined(6, { lingerMs: 5_000 });
    for (const room of rooms.slice(4)) void leave(room);
    await server.elapse(3_000);
    for (const room of rooms.slice(2, 4)) void leave(room);
    await server.elapse(2_000);
    expect(server.connections).toBe(2);
    await server.elapse(3_000);
    expect(server.connections).toBe(1);
  });
});

describe('a pool without topics', () => {
  it('disconnects after idleDisconnectMs, as a client does, and connects for the next topic', async () => {
    const { pool, server, rooms } = await joined(3, { idleDisconnectMs: 2_000 });
    for (const room of rooms) void leave(room);
    await server.elapse(2_000);
    expect(server.connections).toBe(0);
    expect(pool.getSnapshot().context.reason).toBe('idle');
    join(pool, 'room:new');
    await server.elapse(0);
    expect(server.connections).toBe(1);
  });
});

describe('a snapshot of a pool', () => {
  it('restores its topics', async () => {
    const { pool, server } = await joined();
    const snapshot = JSON.parse(JSON.stringify(pool.getPersistedSnapshot()));
    pool.stop();
    const { clock, input } = server.options();
    const restored = createPool({ ...input, maxTopics: 2 }, { clock, snapshot });
    restored.start();
    await server.elapse(0);
    expect([...channels(restored)].map((room) => room.getSnapshot().value)).toEqual(topics(4).map(() => 'joined'));
    expect(server.connections).toBe(2);
  });
});

describe('poolMachine', () => {
  it('makes the same as createPool, and takes implementations as clientMachine does', async () => {
    const { server } = pooled();
    const { clock, input } = server.options();
    const heard: unknown[] = [];
    const machine = poolMachine.provide({
      actions: { onMessage: (_, { event, topic }) => void heard.push([topic, event]) },
    });
    const pool = interpret(machine, { clock, input: { ...input, maxTopics: 1 } }).start();
    for (const topic of topics(2)) join(pool, topic);
    server.accept();
    await server.elapse(0);
    for (const topic of topics(2)) server.push(topic, 'news');
    await server.elapse(0);
    expect(heard).toEqual([
      ['room:1', 'news'],
      ['room:2', 'news'],
    ]);
    expect(occupancy(pool).connections).toHaveLength(2);
  });
});
