import { describe, expect, it } from 'vitest';
import {
  awaitJoin,
  type ChannelEmitted,
  type ClientEmitted,
  type ConnectionEnd,
  connect,
  join,
  on,
  push,
} from 'xstate-phoenix';
import { occupancy } from 'xstate-phoenix/pool';
import { hear, outcome } from '../support/room.ts';
import { type Pooled, pooled, topics } from './pools.ts';

/** A pool of three connections with two topics each. It gives up a connection that is closed with 4000. */
async function three() {
  const shouldReconnect = ({ code }: ConnectionEnd) => (code === 4000 ? false : undefined);
  const made = pooled({ maxTopics: 2, shouldReconnect });
  made.server.accept();
  made.pool.start();
  await connect(made.pool);
  const rooms = topics(6).map((topic) => join(made.pool, topic));
  await made.server.elapse(0);
  expect(made.sizes()).toEqual([2, 2, 2]);
  return { ...made, rooms };
}

/** Ends the connection of the first topics for good. */
function giveUp({ pool }: Pick<Pooled, 'pool'>): void {
  const [first] = occupancy(pool).connections;
  first?.client.send({ type: 'transport.closed', code: 4000, reason: '' });
}

describe('a topic of a pool, when its connection is lost', () => {
  it('waits for that connection, while the pool stays connected', async () => {
    const { pool, server, cut, rooms, placesOf } = await three();
    const said = hear<ClientEmitted>(pool);
    const heard = rooms.map((room) => hear<ChannelEmitted>(room));
    cut(2);
    expect(rooms.map((room) => room.getSnapshot().value)).toEqual([
      'joined',
      'joined',
      { 'rejoin-waiting': 'offline' },
      { 'rejoin-waiting': 'offline' },
      'joined',
      'joined',
    ]);
    await server.elapse(100);
    expect(heard[2]?.map(({ type }) => type)).toEqual(['lost', 'joined']);
    expect(heard[0]).toEqual([]);
    expect(topics(6).map((topic) => placesOf(topic).length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(said).toEqual([]);
    expect(server.connections).toBe(3);
  });
});

describe('a topic of a pool, when its connection fails for good', () => {
  it('moves to another one, and stays the same channel', async () => {
    const made = await three();
    const { server, rooms, placesOf, sizes } = made;
    const [room] = rooms;
    if (room === undefined) return;
    const heard = hear<ChannelEmitted>(room);
    const told: unknown[] = [];
    on(room, 'news', (payload) => void told.push(payload));
    giveUp(made);
    await server.elapse(0);
    expect(room.getSnapshot().value).toBe('joined');
    expect(heard.map(({ type }) => type)).toEqual(['lost', 'joined']);
    expect(placesOf('room:1')).toEqual([4]);
    expect(sizes()).toEqual([2, 2, 2]);
    server.push('room:1', 'news', { n: 1 });
    await server.elapse(0);
    expect(told).toEqual([{ n: 1 }]);
    expect(join(made.pool, 'room:1')).toBe(room);
  });

  it('takes the pushes along that wait; those that were sent fail, as they may have arrived', async () => {
    const made = await three();
    const { server, rooms } = made;
    const [room] = rooms;
    if (room === undefined) return;
    const sent = push(room, 'silent', {});
    await server.elapse(0);
    giveUp(made);
    const waits = push(room, 'echo', { n: 2 });
    expect(await outcome(waits)).toEqual({ value: { n: 2 } });
    await expect(sent).rejects.toMatchObject({ code: 'disconnected', sent: true });
  });

  it('goes to a connection that has room, before another one is opened', async () => {
    const made = await three();
    const { server, rooms, sizes, pool } = made;
    for (const room of rooms.slice(4)) room.send({ type: 'channel.leave' });
    await server.elapse(0);
    expect(sizes()).toEqual([2, 2, 0]);
    giveUp(made);
    await server.elapse(0);
    expect(sizes()).toEqual([2, 2]);
    expect(occupancy(pool).waiting).toBe(0);
    expect(server.acts.filter(({ type }) => type === 'connect')).toHaveLength(3);
  });

  it('hears nothing that still comes for its old join', async () => {
    const made = await three();
    const { server, rooms, pool } = made;
    const dropped = hear(pool).filter(({ type }) => type === 'frame.dropped');
    giveUp(made);
    await server.elapse(0);
    expect(rooms.map((room) => room.getSnapshot().context.joins)).toEqual([2, 2, 1, 1, 1, 1]);
    expect(dropped).toEqual([]);
  });
});

describe('a pool whose further connections fail for good', () => {
  it('tries again later and later, and keeps what it has', async () => {
    let allowed = 1;
    let dialed = 0;
    const { pool, server, size, sizes } = pooled(
      { maxTopics: 1, reconnectAfterMs: [100, 1_000], shouldReconnect: () => false },
      { connect: () => (dialed++ < allowed ? undefined : { error: 429 }) },
    );
    for (const topic of topics(3)) join(pool, topic);
    pool.start();
    server.accept();
    await server.elapse(0);
    expect(size()).toEqual({ growing: 'resting' });
    expect(dialed).toBe(3);
    await server.elapse(99);
    expect(dialed).toBe(3);
    await server.elapse(10_000);
    expect(dialed).toBeLessThan(3 + 2 * 12);
    expect(dialed).toBeGreaterThan(3 + 2 * 8);
    expect(sizes()).toEqual([1]);
    allowed = Number.POSITIVE_INFINITY;
    await server.elapse(1_000);
    expect(sizes()).toEqual([1, 1, 1]);
    expect(size()).toBe('steady');
  });
});

describe('a pool, when its last connection is lost', () => {
  it('says so and dials one connection, as a client does, and then the others', async () => {
    const { pool, server, rooms, sizes } = await three();
    const said = hear<ClientEmitted>(pool);
    server.drop();
    await server.elapse(0);
    expect(said).toEqual([
      { type: 'connection.lost', code: 1006, reason: '', cause: 'remote', error: null, willRetry: true },
    ]);
    expect(pool.getSnapshot().matches('reconnect-waiting')).toBe(true);
    expect(occupancy(pool).connections).toEqual([]);
    server.stall();
    await server.elapse(50);
    expect(server.acts.filter(({ type }) => type === 'connect')).toHaveLength(4);
    server.accept();
    await Promise.all([server.elapse(50), ...rooms.map((room) => awaitJoin(room))]);
    expect(sizes()).toEqual([2, 2, 2]);
    expect(said.at(-1)).toMatchObject({ type: 'connected', reconnect: true });
  });

  it('fails when nobody may try again, and its pushes with it', async () => {
    const { pool, server } = pooled({ shouldReconnect: () => false });
    server.accept();
    pool.start();
    const room = join(pool, 'room:1');
    await server.elapse(0);
    server.close(4000);
    const pushed = push(room, 'echo', {});
    await server.elapse(0);
    expect(pool.getSnapshot().value).toBe('failed');
    await expect(pushed).rejects.toMatchObject({ code: 'disconnected', sent: false });
    await expect(awaitJoin(room)).rejects.toMatchObject({ code: 'disconnected' });
    await Promise.all([connect(pool), server.elapse(0)]);
    expect(room.getSnapshot().value).toBe('joined');
  });
});
