import { describe, expect, it } from 'vitest';
import { awaitJoin, type ChannelEmitted, connect, join, leave } from 'xstate-phoenix';
import { occupancy } from 'xstate-phoenix/pool';
import { hear } from '../support/room.ts';
import { pooled, topics } from './pools.ts';

describe('a pool whose server allows fewer topics on a connection', () => {
  it('moves a topic that is refused to another connection, and nobody hears of it', async () => {
    const { pool, server, placesOf, sizes } = pooled({ maxTopics: 10 }, { maxChannels: 2 });
    const rooms = topics(5).map((topic) => join(pool, topic));
    const heard = rooms.map((room) => hear<ChannelEmitted>(room));
    pool.start();
    server.accept();
    await server.elapse(0);
    expect(sizes()).toEqual([2, 2, 1]);
    expect(topics(5).map((topic) => placesOf(topic).length)).toEqual([1, 1, 1, 1, 1]);
    expect(heard.map((events) => events.map(({ type }) => type))).toEqual(rooms.map(() => ['joined']));
    expect(rooms.map((room) => room.getSnapshot().context)).toEqual(
      rooms.map(() => expect.objectContaining({ attempt: 0, lastError: null, joins: 1 })),
    );
  });

  it('learns the limit, also for the connections that it opens later', async () => {
    const { pool, server } = pooled({ maxTopics: 10 }, { maxChannels: 2 });
    pool.start();
    server.accept();
    await connect(pool);
    for (const topic of topics(3)) join(pool, topic);
    await server.elapse(0);
    const refused = () => server.frames.filter(({ frame }) => JSON.stringify(frame).includes('too many')).length;
    expect(refused()).toBe(1);
    for (const topic of topics(9, 4)) join(pool, topic);
    await server.elapse(0);
    expect(refused()).toBe(1);
    expect(occupancy(pool).connections.map(({ limit, topics: size }) => [limit, size])).toEqual(
      Array.from({ length: 6 }, () => [2, 2]),
    );
  });

  it('tries one more on a connection every half minute, while topics wait', async () => {
    const { pool, server, size } = pooled({ maxTopics: 10, connections: 1 }, { maxChannels: 2 });
    pool.on('listener.failed', () => {});
    pool.start();
    server.accept();
    for (const topic of topics(4)) join(pool, topic);
    await server.elapse(0);
    expect(size()).toBe('full');
    const joins = () => server.frames.filter(({ frame }) => frame[3] === 'phx_join').length;
    const before = joins();
    await server.elapse(29_000);
    expect(joins()).toBe(before);
    await server.elapse(2_000);
    expect(joins()).toBe(before + 1);
    expect(size()).toBe('full');
    await server.elapse(60_000);
    expect(joins()).toBe(before + 3);
    expect(occupancy(pool)).toMatchObject({ waiting: 2, connections: [{ topics: 2, limit: 2 }] });
  });

  it('takes a refusal of the first topic of a connection for what it is', async () => {
    const { pool, server } = pooled({ maxTopics: 10 }, { maxChannels: 0 });
    pool.start();
    const room = join(pool, 'room:1');
    const heard = hear<ChannelEmitted>(room);
    server.accept();
    await server.elapse(0);
    expect(heard).toEqual([expect.objectContaining({ type: 'join.failed', willRetry: true, retryInMs: 10_000 })]);
    await expect(awaitJoin(room, { retry: false })).rejects.toMatchObject({
      code: 'refused',
      response: { reason: 'too many channels joined' },
    });
    expect(server.connections).toBe(1);
  });

  it('takes any other refusal for what it is', async () => {
    const { pool, server } = pooled({}, { join: () => ({ error: { reason: 'nope' } }) });
    pool.start();
    const room = join(pool, 'room:1');
    const heard = hear<ChannelEmitted>(room);
    server.accept();
    await server.elapse(0);
    expect(heard.map(({ type }) => type)).toEqual(['join.failed']);
  });

  it('gives the place of a topic that was left while its join moved to the next', async () => {
    const { pool, server, placesOf } = pooled({ maxTopics: 1, connections: 1 });
    pool.on('listener.failed', () => {});
    pool.start();
    server.accept();
    const [one, two] = topics(3).map((topic) => join(pool, topic));
    await server.elapse(0);
    if (two) void leave(two);
    if (one) void leave(one);
    await server.elapse(0);
    expect(placesOf('room:3')).toEqual([1]);
    expect(occupancy(pool).waiting).toBe(0);
  });
});
