import { describe, expect, it } from 'vitest';
import { ConnectError, cast, connect, disconnect, reconnect } from 'xstate-phoenix';
import { onTelemetry } from 'xstate-phoenix/telemetry';
import { deferred, turns } from '../support/room.ts';
import { createWorld } from '../support/world.ts';
import { say, Told, toldConnection, toldRoom, toldWorld } from './told.ts';

describe('an attempt at a connection', () => {
  it('is told from its start until it is connected', () => {
    const { world, told, clock } = toldWorld();
    clock.increment(70);
    world.open();
    expect(told.of('client.connect.start', 'client.connect.stop')).toMatchObject([
      { type: 'client.connect.start', measurements: { timeMs: 0 }, metadata: { attempt: 1, reconnect: false } },
      {
        type: 'client.connect.stop',
        measurements: { timeMs: 70, durationMs: 70 },
        metadata: { attempt: 1, reconnect: false },
      },
    ]);
  });

  it('counts the time in which its params are asked for', async () => {
    const params = deferred<Record<string, string>>();
    const { world, told, clock } = toldWorld({ params: () => params.promise });
    clock.increment(30);
    params.resolve({});
    await turns();
    clock.increment(4);
    world.open();
    expect(told.last('client.connect.stop').measurements).toEqual({ timeMs: 34, durationMs: 34 });
  });

  it.each([
    ['refused', { httpStatus: 503 }, { code: 'refused', httpStatus: 503, willRetry: true }],
    ['unauthorized', { httpStatus: 403 }, { code: 'unauthorized', httpStatus: 403, willRetry: false }],
    ['unreachable', {}, { code: 'unreachable', httpStatus: null, willRetry: true }],
  ])('that is %s ends with an exception', (_, end, metadata) => {
    const { world, told, clock } = toldWorld();
    clock.increment(5);
    world.socket.fail({ code: 1006, reason: '', ...end });
    expect(told.types('client.connect', 'connection')).toEqual(['client.connect.start', 'client.connect.exception']);
    expect(told.last('client.connect.exception')).toMatchObject({
      measurements: { timeMs: 5, durationMs: 5 },
      metadata: { attempt: 1, reconnect: false, ...metadata },
    });
  });

  it('that takes too long ends with an exception', () => {
    const { told, clock } = toldWorld({ connectTimeoutMs: 400 });
    clock.increment(400);
    expect(told.last('client.connect.exception')).toMatchObject({
      measurements: { durationMs: 400 },
      metadata: { code: 'timeout' },
    });
  });

  it('whose transport can not be made ends with an exception', () => {
    const { told } = toldWorld({
      transport: () => {
        throw new ConnectError('configuration', 'no');
      },
    });
    expect(told.last('client.connect.exception').metadata).toMatchObject({ code: 'configuration', willRetry: false });
  });

  it.each([
    ['disconnect()', disconnect, 1],
    ['reconnect()', reconnect, 2],
  ])('that %s gives up is aborted', (_, giveUp, starts) => {
    const { told, client, clock } = toldWorld();
    clock.increment(8);
    void giveUp(client);
    expect(told.last('client.connect.exception')).toMatchObject({
      measurements: { durationMs: 8 },
      metadata: { attempt: 1, code: 'aborted', willRetry: false },
    });
    expect(told.of('client.connect.start').length).toBe(starts);
  });

  it('that ends with the client is aborted', () => {
    const { told, client } = toldWorld();
    client.stop();
    expect(told.types()).toEqual(['client.connect.start', 'client.connect.exception']);
  });

  it('counts those before it, and knows whether there was a connection', () => {
    const { world, told, clock } = toldWorld({ reconnectAfterMs: [10], heartbeatIntervalMs: 0 });
    world.socket.close();
    clock.increment(10);
    world.open();
    clock.increment(60_000);
    world.socket.close();
    clock.increment(10);
    expect(told.of('client.connect.start').map(({ metadata }) => metadata)).toEqual([
      { attempt: 1, reconnect: false },
      { attempt: 2, reconnect: false },
      { attempt: 1, reconnect: true },
    ]);
  });

  it('that a listener gives up on hearing of it has no connection', () => {
    const { world, told, client } = toldWorld();
    client.on('connected', () => void disconnect(client));
    world.open();
    world.socket.close(1000);
    expect(told.types('client.connect', 'connection')).toEqual([
      'client.connect.start',
      'client.connect.stop',
      'connection.start',
      'connection.stop',
    ]);
  });
});

describe('the life of a connection', () => {
  it('does not begin where somebody stops the client on hearing that it is connected', () => {
    const world = createWorld({}, { start: false });
    onTelemetry(world.client, ({ type }) => {
      if (type === 'client.connect.stop') world.client.stop();
    });
    const told = new Told(world);
    world.client.start();
    world.open();
    expect(told.types()).toEqual(['client.connect.start', 'client.connect.stop']);
  });

  it('is told with what went over it', () => {
    const { told, clock, socket, world } = toldRoom({ heartbeatIntervalMs: 0 });
    clock.increment(100);
    say(socket, 'shout', { to: 'žluť 🐎' });
    const joined = JSON.stringify(socket.last('phx_join'));
    const reply = JSON.stringify(['1', '1', 'room:lobby', 'phx_reply', { status: 'ok', response: {} }]);
    const shout = JSON.stringify([null, null, 'room:lobby', 'shout', { to: 'žluť 🐎' }]);
    world.socket.close(1012, 'because');
    expect(told.last('connection.start')).toMatchObject({
      measurements: { timeMs: 0 },
      metadata: { reconnect: false },
    });
    expect(told.last('connection.stop')).toMatchObject({
      measurements: {
        timeMs: 100,
        durationMs: 100,
        framesIn: 2,
        framesOut: 1,
        bytesIn: Buffer.byteLength(reply) + Buffer.byteLength(shout),
        bytesOut: Buffer.byteLength(joined),
      },
      metadata: { code: 1012, cause: 'remote', willRetry: true },
    });
  });

  it('that ends for lack of a heartbeat says so', () => {
    const { told, clock } = toldConnection({ heartbeatIntervalMs: 100, heartbeatTimeoutMs: 50 });
    clock.increment(150);
    expect(told.last('connection.stop')).toMatchObject({
      measurements: { durationMs: 150 },
      metadata: { code: 1006, cause: 'heartbeat', willRetry: true },
    });
  });

  it('that reconnect() ends says so, and the next one follows', () => {
    const { told, client, world } = toldConnection();
    void reconnect(client);
    world.open();
    expect(told.last('connection.stop').metadata).toEqual({
      code: 1000,
      cause: 'requested',
      error: null,
      willRetry: true,
    });
    expect(told.last('connection.start').metadata).toEqual({ reconnect: true });
    expect(told.types('connection')).toEqual(['connection.start', 'connection.stop', 'connection.start']);
  });

  it('that disconnect() ends says with which code the other side has answered', () => {
    const { told, client, socket } = toldConnection();
    void disconnect(client, { code: 3001 });
    expect(told.types('connection')).toEqual(['connection.start']);
    socket.close(3001);
    expect(told.last('connection.stop').metadata).toEqual({
      code: 3001,
      cause: 'disconnected',
      error: null,
      willRetry: false,
    });
  });

  it('that disconnect() ends without an answer has code 1006', () => {
    const { told, client, clock } = toldConnection();
    void disconnect(client);
    clock.increment(1500);
    expect(told.last('connection.stop').metadata).toEqual({
      code: 1006,
      cause: 'disconnected',
      error: null,
      willRetry: false,
    });
  });

  it('that the page lets go of says so', () => {
    const { told, client } = toldConnection();
    client.send({ type: 'page.suspended' });
    expect(told.last('connection.stop').metadata).toEqual({
      code: 1000,
      cause: 'suspended',
      error: null,
      willRetry: true,
    });
  });

  it('that nobody uses says so', () => {
    const { told, clock } = toldConnection({ idleDisconnectMs: 5_000 });
    clock.increment(5_000);
    expect(told.last('connection.stop').metadata).toEqual({ code: 1000, cause: 'idle', error: null, willRetry: false });
  });

  it('ends with the client', () => {
    const { told, client } = toldConnection();
    client.stop();
    expect(told.last('connection.stop').metadata).toEqual({
      code: 1000,
      cause: 'stopped',
      error: null,
      willRetry: false,
    });
  });
});

describe('a heartbeat', () => {
  it('is told with its round trip, once it is answered', () => {
    const { told, clock, socket } = toldConnection({ heartbeatIntervalMs: 100 });
    clock.increment(100);
    expect(told.of('heartbeat')).toEqual([]);
    clock.increment(7);
    socket.reply(socket.last('heartbeat'));
    expect(told.last('heartbeat')).toMatchObject({ measurements: { timeMs: 107, rttMs: 7 }, metadata: {} });
  });
});

describe('the ids', () => {
  it('are hex digits, and those of a connection are shared by the attempts that led to it', () => {
    const { world, told, clock } = toldWorld({ reconnectAfterMs: [10] });
    world.socket.close();
    clock.increment(10);
    world.open();
    const [failed, made] = told.of('client.connect.start');
    const life = told.last('connection.start');
    expect(failed?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([made?.traceId, life.traceId]).toEqual([failed?.traceId, failed?.traceId]);
    expect([failed?.connectionId, failed?.spanId]).toEqual([0, 0].map(() => expect.stringMatching(/^[0-9a-f]{16}$/)));
    expect(failed?.connectionId).not.toBe(made?.connectionId);
    expect(life).toMatchObject({ connectionId: made?.connectionId, parentId: made?.spanId });
    expect([failed?.parentId, made?.parentId]).toEqual([null, null]);
    expect(told.last('client.connect.stop').spanId).toBe(made?.spanId);

    world.socket.close();
    clock.increment(10);
    world.open();
    expect(told.last('connection.stop').traceId).toBe(life.traceId);
    expect(told.last('connection.start').traceId).not.toBe(life.traceId);
    expect(told.last('client.connect.start').traceId).toBe(told.last('connection.start').traceId);
  });

  it('of an attempt after one that was final, or after disconnect(), begin a new trace', () => {
    const { world, told, client } = toldWorld();
    world.socket.refuse(403);
    void connect(client);
    void disconnect(client);
    void connect(client);
    const traces = told.of('client.connect.start').map(({ traceId }) => traceId);
    expect(new Set(traces).size).toBe(3);
  });

  it('of a heartbeat name its connection', () => {
    const { told, clock, socket } = toldConnection({ heartbeatIntervalMs: 100 });
    clock.increment(100);
    socket.reply(socket.last('heartbeat'));
    const { traceId, connectionId, spanId } = told.last('connection.start');
    expect(told.last('heartbeat')).toMatchObject({ traceId, connectionId, parentId: spanId });
  });
});

describe('the trace of what has a parent', () => {
  it.each(['connection.lost', 'disconnected'] as const)('is that of the parent, also for what is done on %s', (end) => {
    const { told, client, world, room } = toldRoom();
    client.on(end, () => cast(room, 'late'));
    if (end === 'connection.lost') world.socket.close();
    else {
      client.send({ type: 'client.disconnect' });
      world.socket.close(1000);
    }
    world.clock.increment(10);
    const traces = new Map(told.events.map(({ spanId, traceId }) => [spanId, traceId]));
    const strays = told.events.filter(({ parentId, traceId }) => parentId !== null && traces.get(parentId) !== traceId);
    expect(told.of('client.push.start').length).toBe(1);
    expect(strays).toEqual([]);
  });
});
