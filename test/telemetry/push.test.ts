import { describe, expect, it } from 'vitest';
import { type ChannelRef, cast, join, leave, push } from 'xstate-phoenix';
import { accept, crash, end, TOPIC } from '../support/room.ts';
import type { Socket } from '../support/world.ts';
import { toldConnection, toldRoom, toldWorld } from './told.ts';

describe('a push', () => {
  it('is told from the call to its reply', async () => {
    const { told, clock, socket, room } = toldRoom();
    told.clear();
    clock.increment(10);
    const reply = push(room, 'ask', { for: 'žluť' });
    clock.increment(5);
    const asked = socket.last('ask');
    socket.reply(asked);
    await reply;
    const [joinRef, ref] = asked;
    const metadata = { kind: 'push', topic: TOPIC, event: 'ask' };
    const waited = { queuedMs: 0, bytes: Buffer.byteLength(JSON.stringify(asked)) };
    const pushed = told.of('client.push.start', 'client.push.queued', 'client.push.sent', 'client.push.stop');
    expect(pushed.map(({ type, measurements, metadata }) => ({ type, measurements, metadata }))).toEqual([
      { type: 'client.push.start', measurements: { timeMs: 10 }, metadata },
      { type: 'client.push.sent', measurements: { timeMs: 10, ...waited }, metadata: { ...metadata, ref, joinRef } },
      {
        type: 'client.push.stop',
        measurements: { timeMs: 15, durationMs: 5, ...waited },
        metadata: { ...metadata, ref, joinRef, status: 'ok' },
      },
    ]);
  });

  it('is a part of its connection', () => {
    const { told, room } = toldRoom();
    const { traceId, connectionId, spanId } = told.of('connection.start')[0] ?? {};
    void push(room, 'ask');
    const start = told.last('client.push.start');
    expect(start).toMatchObject({ traceId, connectionId, parentId: spanId });
    expect(told.last('client.push.sent')).toMatchObject({ traceId, connectionId, spanId: start.spanId });
  });

  it('without a connection waits, in the trace of the connection it is sent over', () => {
    const { world, told, client, clock } = toldWorld();
    const room = join(client, TOPIC);
    void push(room, 'ask');
    clock.increment(40);
    world.socket.close();
    clock.increment(10);
    const socket = world.open();
    clock.increment(2);
    socket.reply(socket.last('phx_join'));
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.queued', 'client.push.sent']);
    const { traceId, connectionId } = told.last('connection.start');
    expect(told.last('client.push.start')).toMatchObject({ traceId, parentId: null });
    expect(told.last('client.push.sent')).toMatchObject({
      traceId,
      connectionId,
      spanId: told.last('client.push.start').spanId,
      measurements: { timeMs: 52, queuedMs: 52 },
    });
  });

  it('waits while the socket is congested', () => {
    const { told, clock, socket, room } = toldRoom({ maxBufferedAmount: 10 });
    socket.bufferedAmount = 11;
    void push(room, 'ask');
    socket.bufferedAmount = 0;
    clock.increment(50);
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.queued', 'client.push.sent']);
    expect(told.last('client.push.sent').measurements.queuedMs).toBe(50);
  });

  const fails: [string, (socket: Socket, room: ChannelRef) => void, string, string | null][] = [
    ['refused', (socket) => socket.reply(socket.last('ask'), 'error'), 'refused', 'error'],
    ['answered by a status of its own', (socket) => socket.reply(socket.last('ask'), 'later'), 'refused', 'later'],
    ['met by a crash', (socket) => crash(socket), 'channel_crashed', null],
    ['met by the end of its channel', (socket) => end(socket), 'channel_closed', null],
    ['met by the end of its connection', (socket) => socket.close(), 'disconnected', null],
    ['met by leave()', (_, room) => void leave(room), 'left', null],
  ];
  it.each(fails)('that is %s ends with an exception', (_, fail, code, status) => {
    const { told, clock, socket, room } = toldRoom();
    void push(room, 'ask');
    clock.increment(3);
    fail(socket, room);
    const { ref, joinRef } = told.last('client.push.sent').metadata;
    expect(told.last('client.push.exception')).toMatchObject({
      connectionId: told.last('connection.start').connectionId,
      measurements: { durationMs: 3, queuedMs: 0 },
      metadata: { kind: 'push', topic: TOPIC, event: 'ask', ref, joinRef, code, sent: true, status },
    });
    expect(told.types('client.push').length).toBe(3);
  });

  it('without a reply ends with an exception', () => {
    const { told, clock, room } = toldRoom();
    void push(room, 'ask', {}, { timeoutMs: 90 });
    clock.increment(90);
    expect(told.last('client.push.exception')).toMatchObject({
      measurements: { durationMs: 90 },
      metadata: { code: 'timeout', sent: true },
    });
  });

  it('that is not written ends with an exception without refs, having waited all the while', () => {
    const { told, client, clock } = toldConnection();
    void push(join(client, TOPIC), 'ask', {}, { timeoutMs: 90 });
    clock.increment(90);
    expect(told.last('client.push.exception')).toMatchObject({
      measurements: { durationMs: 90, queuedMs: 90, bytes: 0 },
      metadata: { code: 'timeout', sent: false, ref: null, joinRef: null },
    });
  });

  it('that can not be written ends with an exception', () => {
    const { told, room } = toldRoom();
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    void push(room, 'ask', endless);
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.exception']);
    expect(told.last('client.push.exception').metadata).toMatchObject({ code: 'encode', sent: false });
  });

  it('that shall not wait ends with an exception', () => {
    const { told, client } = toldConnection();
    void push(join(client, TOPIC), 'ask', {}, { whenNotJoined: 'reject' });
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.exception']);
    expect(told.last('client.push.exception').metadata.code).toBe('not_joined');
  });

  it.each([
    ['reject', ['start a', 'queued a', 'start b', 'exception b']],
    ['drop-oldest', ['start a', 'queued a', 'start b', 'queued b', 'exception a']],
  ] as const)('has no place in a full buffer with %s', (overflow, expected) => {
    const { told, client } = toldConnection({ pushBuffer: { max: 1, overflow } });
    const room = join(client, TOPIC);
    void push(room, 'a');
    void push(room, 'b');
    const pushed = told.of('client.push.start', 'client.push.queued', 'client.push.exception');
    expect(pushed.map(({ type, metadata }) => `${type.slice(12)} ${metadata.event}`)).toEqual(expected);
    expect(told.last('client.push.exception').metadata.code).toBe('overflow');
  });

  it('that its caller gives up ends with an exception, before it begins or after', () => {
    const { told, room } = toldRoom();
    const abort = new AbortController();
    void push(room, 'a', {}, { signal: abort.signal });
    abort.abort();
    void push(room, 'b', {}, { signal: abort.signal });
    const failures = told.of('client.push.exception');
    expect(failures.map(({ metadata: { event, code, sent } }) => [event, code, sent])).toEqual([
      ['a', 'aborted', true],
      ['b', 'aborted', false],
    ]);
    expect(told.of('client.push.start').length).toBe(2);
  });

  it('to a topic that is left, or of a client that was stopped, ends with an exception', () => {
    const { told, client, socket, room } = toldRoom();
    void leave(room);
    void push(room, 'a');
    socket.reply(socket.last('phx_leave'));
    void push(room, 'b');
    const other = join(client, 'room:other');
    client.stop();
    void push(other, 'c');
    const failures = told.of('client.push.exception');
    expect(failures.map(({ metadata: { event, code } }) => [event, code])).toEqual([
      ['a', 'left'],
      ['b', 'left'],
      ['c', 'disconnected'],
    ]);
    expect(told.of('client.push.start').length).toBe(3);
  });

  it('that was sent as an event is told as well', () => {
    const { told, client, socket } = toldRoom();
    client.send({ type: 'channel.push', topic: TOPIC, event: 'ask', payload: {} });
    socket.reply(socket.last('ask'));
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.sent', 'client.push.stop']);
  });

  it('that nobody looks at any more, because its channel ends first, is told once', () => {
    const { told, client, socket, room } = toldRoom();
    room.on('message', () => {
      client.stop();
      void push(room, 'ask');
    });
    socket.say(null, null, TOPIC, 'shout', {});
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.exception']);
  });
});

describe('a cast', () => {
  it('waits, and ends when it is sent', () => {
    const { told, clock, client, socket } = toldConnection();
    cast(join(client, TOPIC), 'typing');
    clock.increment(4);
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.queued']);
    accept(socket);
    expect(told.types('client.push').slice(2)).toEqual(['client.push.sent', 'client.push.stop']);
    expect(told.last('client.push.stop').measurements).toMatchObject({ durationMs: 4, queuedMs: 4 });
  });

  it('has no status', () => {
    const { told, socket, room } = toldRoom();
    cast(room, 'typing', { so: 'on' });
    const [joinRef, ref] = socket.last('typing');
    const bytes = JSON.stringify(socket.last('typing')).length;
    expect(told.types('client.push')).toEqual(['client.push.start', 'client.push.sent', 'client.push.stop']);
    expect(told.last('client.push.stop')).toMatchObject({
      measurements: { durationMs: 0, queuedMs: 0, bytes },
      metadata: { kind: 'cast', topic: TOPIC, event: 'typing', ref, joinRef, status: null },
    });
  });

  it('that is dropped ends with an exception', () => {
    const { told, client } = toldConnection();
    cast(join(client, TOPIC), 'typing', {}, { whenNotJoined: 'reject' });
    expect(told.last('client.push.exception').metadata).toMatchObject({
      kind: 'cast',
      code: 'not_joined',
      sent: false,
    });
  });
});
