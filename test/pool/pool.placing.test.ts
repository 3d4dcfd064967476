import { describe, expect, it } from 'vitest';
import { awaitJoin, channels, connect, join, leave } from 'xstate-phoenix';
import { occupancy } from 'xstate-phoenix/pool';
import { hear } from '../support/room.ts';
import { pooled, topics } from './pools.ts';

describe('a pool', () => {
  it('has one connection while that has room', async () => {
    const { pool, server, sizes, size } = pooled({ maxTopics: 3 });
    pool.start();
    server.accept();
    for (const topic of topics(3)) join(pool, topic);
    await server.elapse(0);
    expect(server.connections).toBe(1);
    expect(sizes()).toEqual([3]);
    expect(size()).toBe('steady');
    expect([...channels(pool)].map((room) => room.getSnapshot().value)).toEqual(['joined', 'joined', 'joined']);
  });

  it('opens another one when all are full', async () => {
    const { pool, server, sizes, placesOf } = pooled({ maxTopics: 3 });
    pool.start();
    server.accept();
    await connect(pool);
    for (const topic of topics(7)) join(pool, topic);
    await server.elapse(0);
    expect(sizes()).toEqual([3, 3, 1]);
    expect(topics(7).map(placesOf)).toEqual([[1], [1], [1], [2], [2], [2], [3]]);
  });

  it('dials one connection first, and the others when that is open', async () => {
    const { pool, server, sizes } = pooled({ maxTopics: 2 });
    for (const topic of topics(6)) join(pool, topic);
    pool.start();
    await server.elapse(0);
    expect(server.acts.filter(({ type }) => type === 'connect')).toHaveLength(1);
    server.accept();
    await server.elapse(0);
    expect(server.acts.filter(({ type }) => type === 'connect')).toHaveLength(3);
    expect(sizes()).toEqual([2, 2, 2]);
  });

  it('gives a topic the open connection that has the fewest', async () => {
    const { pool, server, sizes } = pooled({ maxTopics: 3 });
    pool.start();
    server.accept();
    const rooms = topics(6).map((topic) => join(pool, topic));
    await server.elapse(0);
    for (const room of rooms.slice(0, 2)) void leave(room);
    await server.elapse(0);
    expect(sizes()).toEqual([1, 3]);
    join(pool, 'room:new');
    await server.elapse(0);
    expect(sizes()).toEqual([2, 3]);
  });

  it('has the same channel for the same topic', async () => {
    const { pool, server } = pooled({ maxTopics: 1 });
    pool.start();
    server.accept();
    const room = join(pool, 'room:1');
    await server.elapse(0);
    expect(join(pool, 'room:1')).toBe(room);
    expect(server.acts.filter(({ type }) => type === 'join')).toHaveLength(1);
  });

  it('shows how many connections it is growing by', async () => {
    const { pool, server, size } = pooled({ maxTopics: 1 });
    pool.start();
    server.accept();
    await server.elapse(0);
    expect(size()).toBe('steady');
    server.stall();
    join(pool, 'room:1');
    join(pool, 'room:2');
    await server.elapse(0);
    expect(size()).toEqual({ growing: 'dialing' });
    expect(occupancy(pool)).toMatchObject({ waiting: 1, connections: [{ isOpen: true }, { isOpen: false }] });
    server.accept();
    await server.elapse(0);
    expect(size()).toBe('steady');
    expect(occupancy(pool).waiting).toBe(0);
  });
});

describe('a pool that needs more connections than it may have', () => {
  it('opens as many as it may', async () => {
    const { pool, server, size } = pooled({ maxTopics: 1, connections: 3 });
    pool.on('listener.failed', () => {});
    for (const topic of topics(9)) join(pool, topic);
    pool.start();
    server.accept();
    await server.elapse(0);
    expect(server.connections).toBe(3);
    expect(size()).toBe('full');
  });

  it('is not full before the last of them is open', async () => {
    const { pool, server, size } = pooled({ maxTopics: 1, connections: 2 });
    const heard = hear(pool);
    server.accept();
    pool.start();
    await connect(pool);
    server.stall();
    for (const topic of topics(3)) join(pool, topic);
    await server.elapse(0);
    expect(size()).toEqual({ growing: 'dialing' });
    expect(heard.filter(({ type }) => type === 'listener.failed')).toEqual([]);
    server.accept();
    await server.elapse(0);
    expect(size()).toBe('full');
    expect(heard.filter(({ type }) => type === 'listener.failed')).toHaveLength(1);
  });
});

describe('a full pool', () => {
  it('lets topics wait until one is left, the first one first', async () => {
    const { pool, server, size, placesOf } = pooled({ maxTopics: 1, connections: 2 });
    pool.on('listener.failed', () => {});
    pool.start();
    server.accept();
    const [first] = topics(4).map((topic) => join(pool, topic));
    await server.elapse(0);
    expect(size()).toBe('full');
    expect(occupancy(pool).waiting).toBe(2);
    expect(first && leave(first)).toBeDefined();
    await server.elapse(0);
    expect(placesOf('room:3')).toEqual([1]);
    expect(placesOf('room:4')).toEqual([]);
    expect(size()).toBe('full');
  });

  it('says so once, by listener.failed', async () => {
    const { pool, server } = pooled({ maxTopics: 1, connections: 1 });
    const heard = hear(pool);
    pool.start();
    server.accept();
    for (const topic of topics(3)) join(pool, topic);
    await server.elapse(100_000);
    const failed = heard.filter(({ type }) => type === 'listener.failed');
    expect(failed).toEqual([
      {
        type: 'listener.failed',
        topic: null,
        event: 'connections',
        error: expect.objectContaining({
          message:
            'The configuration has a problem: connections are too few, so topics wait: all have as many topics as they take (connections: 1, maxTopics: 1, or what the server allows)',
        }),
      },
    ]);
  });

  it('tells whoever waits for a join why it is not joined', async () => {
    const { pool, server } = pooled({ maxTopics: 1, connections: 1 });
    pool.on('listener.failed', () => {});
    pool.start();
    server.accept();
    for (const topic of topics(2)) join(pool, topic);
    const joined = awaitJoin(join(pool, 'room:2'), { timeoutMs: 500 });
    const failed = expect(joined).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('The connections of the pool are full'),
      cause: expect.objectContaining({ code: 'exhausted' }),
    });
    await server.elapse(600);
    await failed;
  });

  it('has room again when a topic is closed, which gets another place when it is joined again', async () => {
    const { pool, server, placesOf, at } = pooled({ maxTopics: 1, connections: 1 });
    pool.on('listener.failed', () => {});
    pool.start();
    server.accept();
    const [one] = topics(2).map((topic) => join(pool, topic));
    await server.elapse(0);
    at('room:1')[0]?.stop();
    await server.elapse(0);
    expect(one?.getSnapshot().value).toBe('closed');
    expect(placesOf('room:2')).toEqual([1]);
    join(pool, 'room:1');
    await server.elapse(0);
    expect(one?.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    void leave(join(pool, 'room:2'));
    await server.elapse(0);
    expect(one?.getSnapshot().value).toBe('joined');
    expect(placesOf('room:1')).toEqual([1]);
  });
});
