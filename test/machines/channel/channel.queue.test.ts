import { describe, expect, it } from 'vitest';
import { awaitJoin, clientMachine, interpret, join, leave, push } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { drop } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

/** A server that does one join at a time, as Phoenix does, and takes so long for each. */
function slowServer(costMs: (topic: string) => number) {
  const joins = new Map<string, number>();
  const server = createTestServer({
    maxChannels: 5_000,
    channels: {
      'room:*': {
        join: (_, { topic }) => {
          joins.set(topic, (joins.get(topic) ?? 0) + 1);
          return new Promise((done) => server.clock.setTimeout(() => done({ ok: {} }), costMs(topic)));
        },
        handleIn: () => ({ reply: ['ok', {}] }),
      },
    },
  });
  server.accept();
  return { server, joins };
}

const topicsOf = (count: number) => Array.from({ length: count }, (_, n) => `room:${n}`);

describe('many topics on a server that does one join at a time', () => {
  it.each([
    [100, 300],
    [1_000, 30],
  ])('are joined once each, in the time that the joins take: %i of %i ms', async (count, costMs) => {
    const { server, joins } = slowServer(() => costMs);
    const client = interpret(clientMachine, server.options()).start();
    let lost = 0;
    client.on('connection.lost', () => {
      lost += 1;
    });
    const rooms = topicsOf(count).map((topic) => join(client, topic));
    const all = Promise.all(rooms.map((room) => awaitJoin(room)));
    await server.elapse(count * costMs * 1.05);
    expect(rooms.filter((room) => room.getSnapshot().value === 'joined')).toHaveLength(count);
    await all;
    expect([...joins.values()].every((asked) => asked === 1)).toBe(true);
    expect(lost).toBe(0);
  });

  it('delay a push of a joined topic no longer than the joins on the wire take, before it and before its reply', async () => {
    const { server } = slowServer(() => 300);
    const client = interpret(clientMachine, server.options()).start();
    const rooms = topicsOf(100).map((topic) => join(client, topic));
    const [first] = rooms;
    if (!first) throw new Error('There is no room.');
    await server.elapse(400);
    const reply = push(first, 'ping');
    await server.elapse(2 * 10 * 300);
    expect(await reply).toEqual({});
    expect(rooms.at(-1)?.getSnapshot().value).toEqual({ 'rejoin-waiting': 'queued' });
  });

  it('are all joined but the one that hangs, after the connection is lost', async () => {
    const { server, joins } = slowServer((topic) => (topic === 'room:0' ? 2 ** 31 - 1 : 10));
    const client = interpret(clientMachine, server.options()).start();
    const rooms = topicsOf(50).map((topic) => join(client, topic));
    await server.elapse(60_000);
    expect(rooms.filter((room) => room.getSnapshot().value === 'joined')).toHaveLength(49);
    expect(Math.max(...joins.values())).toBeLessThanOrEqual(2);
  });
});

describe('a topic that waits for its turn', () => {
  const queued = () => {
    const world = createWorld({ maxConcurrentJoins: 1, heartbeatIntervalMs: 0 });
    const socket = world.open();
    const first = join(world.client, 'room:first');
    const room = join(world.client, 'room:second');
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'queued' });
    return { world, socket, first, room };
  };

  it('has written nothing, and joins when it is its turn', () => {
    const { socket, room } = queued();
    expect(socket.of('phx_join')).toHaveLength(1);
    socket.reply(socket.last('phx_join'));
    expect(room.getSnapshot().value).toBe('joining');
    socket.reply(socket.last('phx_join'));
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('has its turn after a back-off, too', () => {
    const { world, socket, first, room } = queued();
    socket.reply(socket.last('phx_join'), 'error', { reason: 'busy' });
    expect(room.getSnapshot().value).toBe('joining');
    world.clock.increment(1_000);
    expect(first.getSnapshot().value).toEqual({ 'rejoin-waiting': 'queued' });
    socket.reply(socket.last('phx_join'));
    expect(first.getSnapshot().value).toBe('joining');
  });

  it('keeps pushes by their own deadlines', async () => {
    const { world, room } = queued();
    const late = push(room, 'ping', {}, { timeoutMs: 50 });
    world.clock.increment(50);
    await expect(late).rejects.toMatchObject({ code: 'timeout', sent: false });
  });

  it('is left without a frame, and its turn goes to the next', async () => {
    const { world, socket, room } = queued();
    const third = join(world.client, 'room:third');
    expect(await leave(room)).toEqual({ acknowledged: false });
    socket.reply(socket.last('phx_join'));
    expect(third.getSnapshot().value).toBe('joining');
    expect(socket.of('phx_leave')).toEqual([]);
  });

  it('waits for a connection when this one is lost, and no topic has a turn then', () => {
    const { world, first, room } = queued();
    drop({ world });
    expect(first.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    expect(world.client.getSnapshot().context.connection.joins.size).toBe(0);
  });

  it('is not overtaken by a topic that is joined anew: that one leaves its join, and waits', () => {
    const { world, socket, first, room } = queued();
    socket.reply(socket.last('phx_join'));
    first.send({ type: 'channel.rejoin' });
    expect(first.getSnapshot().value).toEqual({ 'rejoin-waiting': 'queued' });
    expect(socket.last('phx_leave')[2]).toBe('room:first');
    socket.reply(socket.last('phx_join'));
    expect(room.getSnapshot().value).toBe('joined');
    expect(first.getSnapshot().value).toBe('joining');
    expect(world.client.getSnapshot().hasTag('connected')).toBe(true);
  });
});

describe('a join that is lost', () => {
  it('times out, and no other does', () => {
    const world = createWorld({ heartbeatIntervalMs: 0, joinTimeoutMs: 1_000 });
    const socket = world.open();
    const [lost, ...others] = topicsOf(5).map((topic) => join(world.client, topic));
    for (const frame of socket.of('phx_join').slice(1)) {
      world.clock.increment(200);
      socket.reply(frame);
    }
    expect(lost?.getSnapshot().value).toBe('joining');
    world.clock.increment(200);
    expect(lost?.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    expect(others.every((room) => room.getSnapshot().value === 'joined')).toBe(true);
  });
});
