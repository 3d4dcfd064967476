import { describe, expect, it, vi } from 'vitest';
import {
  awaitJoin,
  type ChannelEmitted,
  type ClientEmitted,
  connect,
  join,
  leave,
  on,
  push,
  reconnect,
  type Transport,
  type TransportSink,
} from 'xstate-phoenix';
import { createPool, occupancy } from 'xstate-phoenix/pool';
import { hear, outcome } from '../support/room.ts';
import { nextTask } from '../support/task.ts';
import { pooled, topics } from './pools.ts';

/** A pool whose topics are joined. */
async function joined(count: number, input: Parameters<typeof pooled>[0] = {}) {
  const made = pooled({ maxTopics: 2, ...input });
  made.server.accept();
  made.pool.start();
  const rooms = topics(count).map((topic) => join(made.pool, topic));
  await made.server.elapse(0);
  return { ...made, rooms };
}

/** A pool with one connection, whose other side the test plays by hand. */
async function byHand(bufferedAmount: number) {
  const sinks: TransportSink[] = [];
  const written: string[] = [];
  const pool = createPool({
    url: 'ws://server.test/socket',
    maxBufferedAmount: 10,
    transport: (_, sink) => {
      sinks.push(sink);
      return { send: (data) => void written.push(String(data)), close() {}, bufferedAmount };
    },
  }).start();
  const room = join(pool, 'room:1');
  sinks[0]?.opened();
  return { pool, room, written, say: (...frame: unknown[]) => sinks[0]?.received(JSON.stringify(frame)) };
}

describe('a new topic of a pool', () => {
  it('does not go to a connection that is down, but to a new one', async () => {
    const { pool, server, cut, placesOf } = await joined(3);
    server.stall();
    cut(2);
    join(pool, 'room:new');
    server.accept();
    await server.elapse(0);
    expect(placesOf('room:new')).toEqual([3]);
    expect(occupancy(pool).connections.map((one) => one.topics)).toEqual([2, 1, 1]);
  });

  it('goes where there are fewest, whatever was opened first', async () => {
    const { pool, server, rooms, sizes } = await joined(8, { maxTopics: 4 });
    for (const room of [...rooms.slice(0, 1), ...rooms.slice(4, 7)]) void leave(room);
    await server.elapse(0);
    expect(sizes()).toEqual([3, 1]);
    join(pool, 'room:new');
    expect(sizes()).toEqual([3, 2]);
  });

  it('is dialed for at once while the pool is growing already', async () => {
    const { pool, server } = await joined(1, { maxTopics: 1 });
    server.stall();
    for (const topic of topics(3, 2)) join(pool, topic);
    await server.elapse(0);
    expect(server.acts.filter(({ type }) => type === 'connect')).toHaveLength(4);
  });

  it('that takes the place of one that has just been left does not keep the old place', async () => {
    const { pool, server, rooms, sizes } = await joined(4);
    void leave(rooms[3] ?? join(pool, 'room:4'));
    await server.elapse(0);
    const [first] = rooms;
    first?.on('left', () => void join(pool, 'room:1'));
    if (first) void leave(first);
    await server.elapse(0);
    expect(sizes().reduce((sum, size) => sum + size, 0)).toBe(3);
    expect(join(pool, 'room:1').getSnapshot().value).toBe('joined');
  });
});

describe('a closed topic of a pool', () => {
  it('takes no place when the pool connects anew', async () => {
    const { pool, server, at, rooms } = await joined(1, { maxTopics: 1, connections: 1 });
    at('room:1')[0]?.stop();
    const other = join(pool, 'room:2');
    await server.elapse(0);
    server.drop();
    await server.elapse(100);
    expect(other.getSnapshot().value).toBe('joined');
    expect(rooms[0]?.getSnapshot().value).toBe('closed');
  });
});

describe('a connection of a pool that is alone', () => {
  it('stays open without topics while another one with topics is down', async () => {
    const { pool, server, cut, rooms } = await joined(3, { lingerMs: 1_000 });
    server.stall();
    cut(1);
    if (rooms[2]) void leave(rooms[2]);
    await server.elapse(5_000);
    expect(server.connections).toBe(1);
    expect(pool.getSnapshot().hasTag('connected')).toBe(true);
  });

  it('and is given up by its own client leaves the pool without one, which connects anew', async () => {
    const { pool, server, rooms } = await joined(1);
    const said = hear<ClientEmitted>(pool);
    const [only] = occupancy(pool).connections;
    if (only) void reconnect(only.client);
    expect(pool.getSnapshot().hasTag('connected')).toBe(false);
    await server.elapse(600);
    expect(said.map(({ type }) => type)).toEqual(['connection.lost', 'connected']);
    expect(rooms[0]?.getSnapshot().value).toBe('joined');
    expect(server.connections).toBe(1);
  });

  it('asks shouldReconnect once when it is lost', async () => {
    const asked: number[] = [];
    const { server } = await joined(1, { shouldReconnect: ({ code }) => void asked.push(code) as undefined });
    server.drop();
    await server.elapse(100);
    expect(asked).toEqual([1006]);
  });
});

describe('a connection of a pool', () => {
  it('that somebody stops gives its topics to the others', async () => {
    const { pool, server, rooms, sizes } = await joined(4);
    occupancy(pool).connections[0]?.client.send({ type: 'client.stop' });
    await server.elapse(0);
    expect(rooms.map((room) => room.getSnapshot().value)).toEqual(rooms.map(() => 'joined'));
    expect(sizes()).toEqual([2, 2]);
  });

  it('without topics is not closed by idleDisconnectMs', async () => {
    const { server, rooms } = await joined(3, { idleDisconnectMs: 1_000 });
    if (rooms[2]) void leave(rooms[2]);
    await server.elapse(5_000);
    expect(server.connections).toBe(2);
  });

  it('that fails for good takes no push along that waits', async () => {
    const { pool, server, rooms, cut } = await joined(3, { maxAttempts: 2 });
    server.unplug();
    cut(1);
    const [room] = rooms;
    const pushed = room && push(room, 'echo', { n: 1 });
    await server.elapse(50);
    server.accept();
    await server.elapse(2_000);
    expect(pushed && (await outcome(pushed))).toEqual({ value: { n: 1 } });
    expect(occupancy(pool).waiting).toBe(0);
  });

  it('reports what its functions throw to the pool', async () => {
    const { pool, server, cut } = await joined(3, {
      reconnectAfterMs: () => {
        throw new Error('of the user');
      },
    });
    const said = hear<ClientEmitted>(pool);
    cut(2);
    await server.elapse(0);
    expect(said).toEqual([expect.objectContaining({ type: 'listener.failed', event: 'reconnectAfterMs' })]);
  });
});

describe('a refusal that says something else', () => {
  it('does not move a topic, though its connection has others', async () => {
    const { pool, server } = pooled(
      { maxTopics: 5 },
      { join: (_, { topic }) => (topic === 'room:2' ? { error: { reason: 'nope' } } : { ok: {} }) },
    );
    pool.start();
    const [, second] = topics(2).map((topic) => join(pool, topic));
    const heard = second && hear<ChannelEmitted>(second);
    server.accept();
    await server.elapse(0);
    expect(heard?.map(({ type }) => type)).toEqual(['join.failed']);
    expect(server.connections).toBe(1);
  });
});

describe('a pool that ends', () => {
  it('sends nothing to actors that are stopped already', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { pool, server } = await joined(4);
    pool.stop();
    await server.elapse(0);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('has closed all sockets before a listener can connect again', async () => {
    const { pool, server } = await joined(1);
    let open = 0;
    pool.on('connection.lost', () => {
      void reconnect(pool);
      open = server.connections;
    });
    server.drop();
    await server.elapse(100);
    expect(open).toBe(0);
    expect(server.connections).toBe(1);
    expect(pool.getSnapshot().hasTag('connected')).toBe(true);
  });

  it('is over at once when a listener of its start connects anew', async () => {
    const dialed: number[] = [];
    const sockets = new Set<Transport>();
    const { pool, server } = pooled({
      transport: (request, sink) => {
        dialed.push(sockets.size);
        const transport = server.transport(request, sink);
        sockets.add(transport);
        const close: Transport['close'] = (...why) => {
          sockets.delete(transport);
          transport.close(...why);
        };
        return { ...transport, close };
      },
    });
    let isFirst = true;
    pool.on('connected', () => {
      if (isFirst) void reconnect(pool);
      isFirst = false;
    });
    const room = join(pool, 'room:1');
    pool.start();
    server.accept();
    await Promise.all([connect(pool), server.elapse(100)]);
    expect(dialed).toEqual([0, 0]);
    expect(server.connections).toBe(1);
    expect(room.getSnapshot().value).toBe('joined');
  });
});

describe('a channel of a pool', () => {
  it('keeps back a push while its socket is full', async () => {
    const { pool, room, written, say } = await byHand(100);
    say('1', '1', 'room:1', 'phx_reply', { status: 'ok', response: {} });
    const pushed = push(room, 'echo', {});
    pushed.catch(() => {});
    expect(room.getSnapshot().value).toBe('joined');
    expect(written.filter((frame) => frame.includes('echo'))).toEqual([]);
    pool.stop();
  });

  it('keeps back frames behind an answer that somebody awaits, on any connection', async () => {
    const sinks: TransportSink[] = [];
    const pool = createPool({
      url: 'ws://server.test/socket',
      maxTopics: 1,
      transport: (_, sink) => {
        sinks.push(sink);
        return { send() {}, close() {} };
      },
    }).start();
    join(pool, 'room:1');
    const room = join(pool, 'room:2');
    for (const index of [0, 1]) sinks[index]?.opened();
    const heard: unknown[] = [];
    const listening = awaitJoin(room).then(() => on(room, 'news', (payload) => void heard.push(payload)));
    await nextTask();
    const { joinRef } = room.getSnapshot().context;
    const say = (...frame: unknown[]) => sinks[1]?.received(JSON.stringify(frame));
    say(joinRef, joinRef, 'room:2', 'phx_reply', { status: 'ok', response: {} });
    say(joinRef, null, 'room:2', 'news', { n: 1 });
    await listening;
    await nextTask();
    expect(heard).toEqual([{ n: 1 }]);
    pool.stop();
  });
});
