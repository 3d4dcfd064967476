import { describe, expect, it } from 'vitest';
import {
  awaitJoin,
  awaitMessage,
  type ClientEmitted,
  connect,
  intercept,
  join,
  logger,
  onFrame,
  onUnrouted,
  ping,
  push,
  refreshAuth,
  responseHeaders,
  stats,
  type TransportSink,
} from 'xstate-phoenix';
import { createPool } from 'xstate-phoenix/pool';
import { onTelemetry, type TelemetryEvent } from 'xstate-phoenix/telemetry';
import { createPhoenix, inMemory } from 'xstate-phoenix/testing';
import { hear } from '../support/room.ts';
import { nextTask } from '../support/task.ts';
import { pooled, topics } from './pools.ts';

async function joined(input: Parameters<typeof pooled>[0] = {}) {
  const made = pooled({ maxTopics: 2, ...input });
  made.server.accept();
  made.pool.start();
  const rooms = topics(4).map((topic) => join(made.pool, topic));
  await made.server.elapse(0);
  return { ...made, rooms };
}

describe('a pool is seen as a whole', () => {
  it('by stats(), which count all topics and all frames', async () => {
    const { pool, server, rooms } = await joined();
    stats(pool);
    await Promise.all(rooms.map((room) => push(room, 'echo', {})));
    expect(stats(pool)).toMatchObject({
      attempts: 1,
      connections: 1,
      topics: { joined: 4 },
      in: { frames: 4 },
      out: { frames: 4 },
    });
    await server.elapse(30_000);
    expect(stats(pool)).toMatchObject({ out: { frames: 6 }, lastRoundTripMs: 0 });
  });

  it('by onFrame(), also for connections that are opened later, with refs that are all different', async () => {
    const { pool, server } = await joined();
    const refs: (string | null)[] = [];
    const undo = onFrame(pool, ({ direction, frame: [, ref] }) => {
      if (direction === 'out') refs.push(ref);
    });
    for (const topic of topics(4, 5)) join(pool, topic);
    await server.elapse(30_000);
    expect(refs).toHaveLength(8);
    expect(new Set(refs).size).toBe(8);
    undo();
    join(pool, 'room:more');
    await server.elapse(0);
    expect(refs).toHaveLength(8);
  });

  it('by intercept()', async () => {
    const { pool, rooms } = await joined();
    intercept(pool, {
      outgoing: ([joinRef, ref, topic, event, payload]) => [joinRef, ref, topic, event, { ...Object(payload), topic }],
    });
    expect(await Promise.all(rooms.map((room) => push(room, 'echo', {})))).toEqual(
      topics(4).map((topic) => ({ topic })),
    );
  });

  it('by telemetry: one connection, and the joins and pushes of all', async () => {
    const { pool, server } = pooled({ maxTopics: 1 });
    const events: TelemetryEvent[] = [];
    const stopListening = onTelemetry(pool, (event) => void events.push(event));
    server.accept();
    pool.start();
    const rooms = topics(3).map((topic) => join(pool, topic));
    await server.elapse(0);
    await Promise.all(rooms.map((room) => push(room, 'echo', {})));
    pool.stop();
    const counts = (type: TelemetryEvent['type']) => events.filter((event) => event.type === type).length;
    expect(counts('client.connect.start')).toBe(1);
    expect(counts('client.connect.stop')).toBe(1);
    expect(counts('connection.start')).toBe(1);
    expect(counts('client.join.stop')).toBe(3);
    expect(counts('client.push.stop')).toBe(3);
    expect(counts('frame.sent')).toBe(6);
    expect(events.filter(({ type }) => type === 'connection.stop')).toEqual([
      expect.objectContaining({ measurements: expect.objectContaining({ framesIn: 6, framesOut: 6 }) }),
    ]);
    stopListening();
  });

  it('by ping(), which asks over one of them', async () => {
    const { pool, server } = await joined();
    const heartbeats = () => server.acts.filter(({ type }) => type === 'heartbeat').length;
    await expect(ping(pool)).resolves.toBe(0);
    expect(heartbeats()).toBe(1);
  });

  it('by the logger', async () => {
    const lines: string[] = [];
    const { pool } = await joined({ logger: logger({ level: 'info', write: (_, line) => void lines.push(line) }) });
    expect(lines.filter((line) => line.includes('joined'))).toHaveLength(4);
    expect(lines.filter((line) => line.includes('connected'))).toHaveLength(1);
    pool.stop();
  });

  it('by refreshAuth(), which tells the topics of all connections', async () => {
    const { pool, server } = await joined({ authToken: () => 'token' });
    await refreshAuth(pool, { onRefresh: () => ({ event: 'token' }) });
    await server.elapse(0);
    expect(server.acts.filter((act) => act.type === 'push' && act.event === 'token')).toHaveLength(4);
  });

  it('by onUnrouted(), responseHeaders() and frame.dropped', async () => {
    const phoenix = createPhoenix({ channels: {} });
    const { transport } = inMemory(phoenix);
    const says: ((data: string) => void)[] = [];
    const pool = createPool({
      url: 'ws://server.test/socket',
      transport: (request, sink) => {
        says.push((data) => sink.received(data));
        return transport(request, { ...sink, opened: () => sink.opened({ headers: { via: 'proxy' } }) });
      },
    }).start();
    await connect(pool);
    const said = hear<ClientEmitted>(pool);
    const heard: unknown[] = [];
    says[0]?.('[null,null,"room:other","first",{}]');
    says[0]?.('garbage');
    onUnrouted(pool, ({ topic, event }) => void heard.push([topic, event]));
    says[0]?.('[null,null,"room:other","news",{}]');
    expect(heard).toEqual([['room:other', 'news']]);
    expect(said).toEqual([
      expect.objectContaining({ type: 'frame.dropped', why: 'unknown_topic', topic: 'room:other', event: 'first' }),
      expect.objectContaining({ type: 'frame.dropped', why: 'malformed' }),
    ]);
    expect(responseHeaders(pool)).toEqual({ via: 'proxy' });
    pool.stop();
    expect(responseHeaders(pool)).toEqual({});
  });
});

describe('the functions of a pool', () => {
  it('are called for each connection, with the number of the retry', async () => {
    const asked: number[] = [];
    const { pool, server } = pooled({
      maxTopics: 1,
      reconnectAfterMs: [10],
      params: (attempt) => {
        asked.push(attempt);
        return { attempt };
      },
    });
    server.unplug();
    pool.start();
    await server.elapse(15);
    expect(asked).toEqual([0, 1]);
    server.accept();
    for (const topic of topics(3)) join(pool, topic);
    await server.elapse(10);
    expect(asked).toEqual([0, 1, 2, 0, 0]);
  });

  it('are reported once when they throw', async () => {
    const { pool, server } = pooled({
      reconnectAfterMs: () => {
        throw new Error('of the user');
      },
    });
    const said = hear<ClientEmitted>(pool);
    server.unplug();
    pool.start();
    await server.elapse(1);
    expect(said.filter(({ type }) => type === 'listener.failed')).toHaveLength(1);
    expect(said.filter(({ type }) => type === 'connect.failed')).toHaveLength(1);
  });

  it('that say Unauthorized end the pool', async () => {
    const { pool, server } = pooled({}, { connect: () => ({ error: 403 }) });
    const said = hear<ClientEmitted>(pool);
    server.accept();
    pool.start();
    await server.elapse(60_000);
    expect(said).toEqual([expect.objectContaining({ type: 'connect.failed', httpStatus: 403, willRetry: false })]);
    expect(pool.getSnapshot().value).toBe('failed');
    await expect(connect(pool, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('the page of a pool', () => {
  it('wakes its connections: each asks whether the server is still there', async () => {
    const { pool, server } = await joined();
    pool.send({ type: 'network.online' });
    await server.elapse(0);
    expect(server.acts.filter(({ type }) => type === 'heartbeat')).toHaveLength(2);
  });

  it('keeps a connection from trying again while the page is offline', async () => {
    const { pool, server, cut } = await joined();
    pool.send({ type: 'network.offline' });
    cut(2);
    await server.elapse(5_000);
    expect(server.connections).toBe(1);
    pool.send({ type: 'network.online' });
    await server.elapse(0);
    expect(server.connections).toBe(2);
  });

  it('lets go of all connections when it is suspended', async () => {
    const { pool, server, rooms } = await joined();
    const said = hear<ClientEmitted>(pool);
    pool.send({ type: 'page.suspended' });
    await server.elapse(0);
    expect(server.connections).toBe(0);
    expect(said).toEqual([expect.objectContaining({ type: 'connection.lost', cause: 'suspended' })]);
    await server.elapse(600_000);
    expect(server.connections).toBe(0);
    pool.send({ type: 'page.visible' });
    await server.elapse(0);
    expect(rooms.map((room) => room.getSnapshot().value)).toEqual(rooms.map(() => 'joined'));
  });
});

describe('a wait for a pool is a place to stand', () => {
  it('whoever awaits a join and then listens hears what came with it', async () => {
    const { pool, server } = pooled(
      { maxTopics: 1 },
      {
        join: (_, channel) => {
          channel.send('welcome');
          return { ok: {} };
        },
      },
    );
    server.accept();
    pool.start();
    join(pool, 'room:1');
    const room = join(pool, 'room:2');
    const heard = (async () => {
      await awaitJoin(room);
      return awaitMessage(room, 'hello');
    })();
    await server.elapse(0);
    server.push('room:2', 'hello', { n: 1 });
    await server.elapse(0);
    await expect(heard).resolves.toMatchObject({ payload: { n: 1 } });
  });

  it('whoever awaits connect() and then listens hears the first frame of the connection', async () => {
    const sinks: TransportSink[] = [];
    const pool = createPool({
      url: 'ws://server.test/socket',
      transport: (_, sink) => {
        sinks.push(sink);
        return { send() {}, close() {} };
      },
    }).start();
    const heard: string[] = [];
    const listening = connect(pool).then(() => onUnrouted(pool, ({ event }) => void heard.push(event)));
    await nextTask();
    sinks[0]?.opened();
    sinks[0]?.received('[null,null,"room:other","hello",{}]');
    await listening;
    await nextTask();
    expect(heard).toEqual(['hello']);
    pool.stop();
  });
});

describe('what inspectors see of a pool', () => {
  it('holds no secret', async () => {
    const secret = 'SECRET';
    const seen: string[] = [];
    const { server } = pooled();
    const { clock, input } = server.options();
    const pool = createPool(
      { ...input, maxTopics: 1, authToken: () => secret, params: () => ({ key: secret }), headers: { key: 'v' } },
      {
        clock,
        inspect: (event) => {
          if (event.type === '@xstate.event') seen.push(JSON.stringify(event.event));
          if (event.type === '@xstate.snapshot') seen.push(JSON.stringify(event.snapshot));
        },
      },
    ).start();
    for (const topic of topics(3)) join(pool, topic, { params: () => ({ key: secret }) });
    server.accept();
    await server.elapse(0);
    expect(server.connections).toBe(3);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.filter((text) => text.includes(secret))).toEqual([]);
  });
});
