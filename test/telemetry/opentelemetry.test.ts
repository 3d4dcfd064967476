import { readdirSync, readFileSync } from 'node:fs';
import * as api from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  awaitDisconnect,
  awaitJoin,
  type ClientInput,
  cast,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
  on,
  push,
} from 'xstate-phoenix';
import { attachOpenTelemetry, type OpenTelemetryOptions } from 'xstate-phoenix/telemetry';
import { startServer } from 'xstate-phoenix/testing';
import { accept, crash, refuse, TOPIC } from '../support/room.ts';
import { createWorld } from '../support/world.ts';
import { createExporters, timesOf } from './exporters.ts';
import { say } from './told.ts';

let exported: ReturnType<typeof createExporters>;
beforeEach(() => {
  exported = createExporters();
});
afterEach(() => exported.dispose());

/** A joined topic of a client that was attached before it was started. */
function attachedRoom(input: Partial<ClientInput> = {}, options: Omit<OpenTelemetryOptions, 'api'> = {}) {
  const world = createWorld(input, { start: false });
  const undo = attachOpenTelemetry(world.client, { api, ...options });
  world.client.start();
  const { client, clock } = world;
  clock.increment(20);
  const socket = world.open();
  const room = join(client, TOPIC);
  clock.increment(5);
  accept(socket);
  return { world, client, clock, socket, room, undo };
}

const idOf = (name: string) => exported.span(name).spanContext().spanId;

describe('the spans', () => {
  it('are those of the client, with its times, and of one name', () => {
    const { client, clock, socket, room } = attachedRoom();
    clock.increment(75);
    void push(room, 'ask');
    clock.increment(30);
    socket.reply(socket.last('ask'));
    client.stop();
    expect(exported.spans().map((span) => [span.name, ...timesOf(span)])).toEqual([
      ['phoenix.connect', 0, 20],
      ['phoenix.join', 20, 25],
      ['phoenix.push', 100, 130],
      ['phoenix.connection', 20, 130],
    ]);
    expect(new Set(exported.spans().map(({ instrumentationScope }) => instrumentationScope.name))).toEqual(
      new Set(['xstate-phoenix']),
    );
  });

  it('have a kind, and say what they are about', () => {
    const { client, socket, room } = attachedRoom();
    void push(room, 'ask');
    const [joinRef, ref] = socket.last('ask');
    socket.reply(socket.last('ask'));
    client.stop();
    expect([exported.span('phoenix.connect').kind, exported.span('phoenix.connection').kind]).toEqual([
      api.SpanKind.CLIENT,
      api.SpanKind.INTERNAL,
    ]);
    expect(exported.span('phoenix.push')).toMatchObject({
      kind: api.SpanKind.CLIENT,
      status: { code: api.SpanStatusCode.UNSET },
      attributes: {
        'messaging.system': 'phoenix',
        'phoenix.topic': TOPIC,
        'phoenix.event': 'ask',
        'phoenix.ref': ref,
        'phoenix.join_ref': joinRef,
        'phoenix.status': 'ok',
        'phoenix.queued_ms': 0,
        'phoenix.bytes': JSON.stringify(socket.last('ask')).length,
        'phoenix.connection_id': expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      events: [{ name: 'sent' }],
    });
    expect(exported.span('phoenix.join').attributes).toMatchObject({ 'phoenix.rejoin': false, 'phoenix.attempt': 1 });
    expect(exported.span('phoenix.connection').attributes).toMatchObject({
      'phoenix.cause': 'stopped',
      'phoenix.code': 1000,
      'phoenix.frames_in': 2,
    });
  });

  it('have their parents: attempt, connection, and all that happens on it', () => {
    const { client, socket, room } = attachedRoom();
    on(room, 'shout', () => {});
    say(socket);
    void push(room, 'ask');
    client.stop();
    expect(exported.span('phoenix.connect').parentSpanContext).toBeUndefined();
    expect(exported.span('phoenix.connection').parentSpanContext?.spanId).toBe(idOf('phoenix.connect'));
    for (const name of ['phoenix.join', 'phoenix.push', 'phoenix.callback'])
      expect(exported.span(name).parentSpanContext?.spanId).toBe(idOf('phoenix.connection'));
    expect(exported.spans('phoenix.frame')).toEqual([]);
  });

  it('of frames are there where they are wished, as the parents of their callbacks', () => {
    const { client, socket, room } = attachedRoom({}, { frames: true });
    on(room, 'shout', () => {});
    say(socket);
    socket.raw('{');
    client.stop();
    const [, shout, garbage] = exported.spans('phoenix.frame');
    expect(exported.span('phoenix.callback').parentSpanContext?.spanId).toBe(shout?.spanContext().spanId);
    expect(shout?.parentSpanContext?.spanId).toBe(idOf('phoenix.connection'));
    expect(garbage?.status).toEqual({ code: api.SpanStatusCode.ERROR, message: 'malformed' });
  });

  it('of a push within a span of the caller belong to that one, and are linked to the connection', () => {
    const { client, room } = attachedRoom();
    const span = api.trace.getTracer('test').startSpan('outer');
    api.context.with(api.trace.setSpan(api.context.active(), span), () => void push(room, 'ask'));
    span.end();
    client.stop();
    const pushed = exported.span('phoenix.push');
    expect(pushed.parentSpanContext?.spanId).toBe(span.spanContext().spanId);
    expect(pushed.links.map(({ context }) => context.spanId)).toEqual([idOf('phoenix.connection')]);
  });

  it('of a push from within a listener belong to the caller as well, though it waits for its turn', () => {
    const { client, socket, room } = attachedRoom();
    const span = api.trace.getTracer('test').startSpan('outer');
    on(room, 'shout', () => {
      api.context.with(api.trace.setSpan(api.context.active(), span), () => void push(room, 'ask'));
    });
    say(socket);
    client.stop();
    expect(exported.span('phoenix.push').parentSpanContext?.spanId).toBe(span.spanContext().spanId);
  });

  it('of what failed have the code as their status', () => {
    const { world, clock, socket, room, client } = attachedRoom({ reconnectAfterMs: [10], rejoinAfterMs: [10] });
    void push(room, 'ask');
    crash(socket);
    clock.increment(10);
    refuse(socket);
    on(room, 'shout', () => {
      throw new Error('oops');
    });
    client.on('listener.failed', () => {});
    clock.increment(10);
    accept(socket);
    say(socket);
    socket.close();
    clock.increment(10);
    world.socket.refuse(503);
    client.stop();
    const error = (name: string) =>
      exported.spans(name).map(({ status, attributes }) => [status.message, attributes['error.type']]);
    expect(error('phoenix.push')).toEqual([['channel_crashed', 'channel_crashed']]);
    expect(error('phoenix.join')[1]).toEqual(['refused', 'refused']);
    expect(error('phoenix.callback')).toEqual([['threw', 'threw']]);
    expect(error('phoenix.connect').at(-1)).toEqual(['refused', 'refused']);
    expect(exported.span('phoenix.connect').attributes['http.response.status_code']).toBe(503);
    expect(exported.span('phoenix.connect').status.code).toBe(api.SpanStatusCode.ERROR);
  });

  it('that go on end with the undo, and nothing is exported afterwards', () => {
    const { client, clock, room, undo } = attachedRoom();
    void push(room, 'ask');
    clock.increment(10);
    undo();
    expect(
      exported
        .spans()
        .map((span) => [span.name, timesOf(span)[1]])
        .slice(2),
    ).toEqual([
      ['phoenix.connection', 35],
      ['phoenix.push', 35],
    ]);
    client.stop();
    undo();
    expect(exported.spans().length).toBe(4);
  });

  it('of a client that is connected already have no connection to belong to', () => {
    const world = createWorld();
    const socket = world.open();
    attachOpenTelemetry(world.client, { api });
    join(world.client, TOPIC);
    accept(socket);
    world.client.stop();
    expect(exported.spans().map(({ name, parentSpanContext }) => [name, parentSpanContext])).toEqual([
      ['phoenix.join', undefined],
    ]);
  });
});

describe('the metrics', () => {
  it('count connections, joins, pushes, frames and heartbeats', async () => {
    const { world, client, clock, socket, room } = attachedRoom({
      heartbeatIntervalMs: 100,
      reconnectAfterMs: [10],
      rejoinAfterMs: [10],
    });
    void push(room, 'ask');
    cast(room, 'typing');
    void push(room, 'ask');
    clock.increment(4);
    socket.reply(socket.of('ask')[0] ?? socket.last('ask'));
    socket.raw('{');
    say(socket, 'shout');
    expect((await exported.collect())['phoenix.client.pushes.in_flight']).toEqual({ '': 1 });
    clock.increment(91);
    clock.increment(3);
    socket.reply(socket.last('heartbeat'));
    socket.close();
    clock.increment(10);
    world.socket.refuse(503);
    clock.increment(10);
    const second = world.open();
    clock.increment(1);
    refuse(second);
    expect(await exported.collect()).toEqual({
      'phoenix.client.connections': { '': 1 },
      'phoenix.client.reconnects': { '': 1 },
      'phoenix.client.connect.failures': { refused: 1 },
      'phoenix.client.joins': { joined: 1, refused: 1 },
      'phoenix.client.join.duration': { joined: [1, 5], refused: [1, 1] },
      'phoenix.client.push.duration': { ok: [1, 4], sent: [1, 0], disconnected: [1, 98] },
      'phoenix.client.pushes.in_flight': { '': 0 },
      'phoenix.client.messages': { in: 6, out: 6 },
      'phoenix.client.frames.dropped': { malformed: 1 },
      'phoenix.client.heartbeat.rtt': { '': [1, 3] },
    });
    client.stop();
    expect((await exported.collect())['phoenix.client.connections']).toEqual({ '': 0 });
  });

  it.each([
    ['the undo', ({ undo }: ReturnType<typeof attachedRoom>) => undo()],
    ['a stop', ({ client }: ReturnType<typeof attachedRoom>) => void client.stop()],
    ['a leave', ({ room }: ReturnType<typeof attachedRoom>) => void leave(room)],
  ])('have no push in flight after %s', async (_, end) => {
    const made = attachedRoom();
    void push(made.room, 'ask');
    end(made);
    made.socket.reply(made.socket.last('ask'));
    made.undo();
    expect(await exported.collect()).toMatchObject({
      'phoenix.client.pushes.in_flight': { '': 0 },
      'phoenix.client.connections': { '': 0 },
    });
  });

  it('have a topic as a label where it is said how to show one', async () => {
    const { room, socket } = attachedRoom({}, { topic: () => 'room:*' });
    void push(room, 'ask');
    socket.reply(socket.last('ask'));
    expect(await exported.collect()).toMatchObject({
      'phoenix.client.joins': { 'room:*,joined': 1 },
      'phoenix.client.push.duration': { 'room:*,ok': [1, 0] },
      'phoenix.client.pushes.in_flight': { 'room:*': 0 },
    });
  });
});

describe('a client on a real port', () => {
  it('is reported from its first connection to its last', async () => {
    const server = await startServer({
      channels: { 'room:lobby': { join: () => ({ ok: {} }), handleIn: () => ({ reply: 'ok' }) } },
    });
    const client = interpret(clientMachine, { input: { url: server.url } });
    const undo = attachOpenTelemetry(client, { api, frames: true });
    client.start();
    const room = join(client, 'room:lobby');
    await awaitJoin(room);
    await push(room, 'ask');
    await leave(room);
    await disconnect(client);
    await awaitDisconnect(client);
    undo();
    await server.stop();
    expect(
      exported
        .spans()
        .map(({ name }) => name)
        .filter((name) => name !== 'phoenix.frame'),
    ).toEqual(['phoenix.connect', 'phoenix.join', 'phoenix.push', 'phoenix.connection']);
    expect(exported.span('phoenix.connection').attributes).toMatchObject({
      'phoenix.cause': 'disconnected',
      'phoenix.code': 1000,
      'phoenix.frames_out': 3,
    });
    for (const span of exported.spans()) {
      const [start, end] = timesOf(span);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(Math.abs(Date.now() - end)).toBeLessThan(60_000);
    }
    expect(await exported.collect()).toMatchObject({ 'phoenix.client.connections': { '': 0 } });
  });
});

describe('the package of OpenTelemetry', () => {
  it('is handed in, and imported nowhere, not even as types', () => {
    const folder = new URL('../../src/telemetry/', import.meta.url);
    const files = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const imports = files.flatMap((text) =>
      text.split('\n').filter((line) => /^(import|export|\}).* from /.test(line)),
    );
    expect(imports.length).toBeGreaterThan(10);
    expect(imports.filter((line) => line.includes('@opentelemetry'))).toEqual([]);
  });
});
