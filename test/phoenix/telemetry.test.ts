import { describe, expect, it } from 'vitest';
import { intercept, join, onFrame, push, stats } from 'xstate-phoenix';
import type { SocketOptions } from 'xstate-phoenix/phoenix';
import { Told } from '../telemetry/told.ts';
import { refOf, socketWorld } from './support/kit.ts';
import { PhoenixWorld } from './support/world.ts';

/** A socket with a joined channel, whose telemetry is heard from the start. */
async function toldWorld(options?: SocketOptions) {
  const { server, socket } = socketWorld(options);
  const told = new Told(socket);
  socket.connect();
  const channel = socket.channel('room:1', { token: 'secret' });
  channel.join();
  await server.connectAndExpectJoin('room:1');
  return { server, socket, told, channel };
}

/** What is told of a world whose frames the test plays. */
function told(options?: SocketOptions) {
  const world = new PhoenixWorld(options);
  const all = new Told(world.socket);
  const conn = world.open();
  const channel = world.socket.channel('room:1');
  channel.join();
  conn.reply(conn.last('phx_join'));
  return { world, conn, channel, told: all };
}

describe('telemetry of a Socket', () => {
  it('tells of attempts and connections', async () => {
    const { server, told, socket } = await toldWorld();
    server.drop();
    server.unplug();
    await server.elapse(10);
    server.accept();
    await server.elapse(50);
    socket.disconnect();
    await server.elapse(1_500);
    expect(told.types('client.connect', 'connection.')).toEqual([
      'client.connect.start',
      'client.connect.stop',
      'connection.start',
      'connection.stop',
      'client.connect.start',
      'client.connect.exception',
      'client.connect.start',
      'client.connect.stop',
      'connection.start',
      'connection.stop',
    ]);
    expect(told.of('connection.stop').map(({ metadata }) => metadata.cause)).toEqual(['remote', 'disconnected']);
    expect(told.of('connection.stop')[0]?.measurements).toMatchObject({ framesIn: 1, framesOut: 1 });
  });

  it('tells of joins and of those that follow', async () => {
    const { server, told, channel } = await toldWorld();
    server.crash('room:1');
    await server.expectJoin('room:1', { withinMs: 1_000, reply: ['error', { reason: 'full' }] });
    await server.expectJoin('room:1', { withinMs: 2_000 });
    expect(told.of('client.join.start').map(({ metadata }) => metadata)).toMatchObject([
      { topic: 'room:1', attempt: 1, rejoin: false },
      { attempt: 2, rejoin: true },
      { attempt: 3, rejoin: true },
    ]);
    expect(told.types('client.join')).toEqual([
      'client.join.start',
      'client.join.stop',
      'client.join.start',
      'client.join.exception',
      'client.join.start',
      'client.join.stop',
    ]);
    expect(told.last('client.join.exception').metadata).toMatchObject({ code: 'refused', willRetry: true });
    channel.leave();
    await server.expectLeave('room:1');
    expect(told.last('frame.sent').metadata).toMatchObject({ topic: 'room:1', event: 'phx_leave' });
    expect(told.types('client.push')).toEqual([]);
  });

  it('tells of a push from the call to its reply', () => {
    const { world, conn, channel, told: all } = told();
    all.clear();
    channel.push('ask', { for: 'x' });
    world.pass(5);
    const asked = conn.last('ask');
    conn.reply(asked);
    const [joinRef, ref] = asked;
    const head = { kind: 'push', topic: 'room:1', event: 'ask' };
    const waited = { queuedMs: 0, bytes: JSON.stringify(asked).length };
    const shown = all.of('client.push.start', 'client.push.queued', 'client.push.sent', 'client.push.stop');
    expect(shown.map(({ type, measurements, metadata }) => ({ type, measurements, metadata }))).toEqual([
      { type: 'client.push.start', measurements: { timeMs: 0 }, metadata: head },
      { type: 'client.push.sent', measurements: { timeMs: 0, ...waited }, metadata: { ...head, ref, joinRef } },
      {
        type: 'client.push.stop',
        measurements: { timeMs: 5, durationMs: 5, ...waited },
        metadata: { ...head, ref, joinRef, status: 'ok' },
      },
    ]);
    expect(new Set(shown.map(({ spanId }) => spanId)).size).toBe(1);
    expect(all.types('client.callback')).toEqual([]);
  });

  it('tells how a push has failed, and that it waited', () => {
    const { world, conn, channel, told: all } = told();
    all.clear();
    channel.push('refused');
    conn.reply(conn.last('refused'), 'error');
    channel.push('late', {}, 500);
    world.pass(500);
    conn.end(1006);
    const waits = channel.push('waits', {}, 300);
    world.pass(300);
    waits.resend(200);
    world.pass(200);
    expect(
      all.of('client.push.exception').map(({ metadata: { event, code, sent, status } }) => [event, code, sent, status]),
    ).toEqual([
      ['refused', 'refused', true, 'error'],
      ['late', 'timeout', true, null],
      ['waits', 'timeout', false, null],
      ['waits', 'timeout', true, null],
    ]);
    expect(all.of('client.push.queued').map(({ metadata }) => metadata.event)).toEqual(['waits']);
    expect(all.of('client.push.start')).toHaveLength(4);
  });

  it('tells of the pushes of an actor, too, and of each only once', async () => {
    const { server, told, channel } = await toldWorld();
    told.clear();
    const pushed = push(refOf(channel), 'ask');
    (await server.expectPush('room:1', 'ask')).reply('ok');
    await pushed;
    expect(told.types('client.push', 'frame.sent')).toEqual([
      'client.push.start',
      'frame.sent',
      'client.push.sent',
      'client.push.stop',
    ]);
  });

  it('tells of each frame once, with its callbacks in it', async () => {
    const { server, socket, told, channel } = await toldWorld();
    channel.on('said', () => {});
    channel.on('said', () => {});
    join(socket.client, 'room:2');
    await server.expectJoin('room:2');
    told.clear();
    server.push('room:1', 'said', { n: 1 });
    server.push('room:2', 'said', { n: 1 });
    expect(told.types()).toEqual([
      'frame.received.start',
      'client.callback.start',
      'client.callback.stop',
      'client.callback.start',
      'client.callback.stop',
      'frame.received.stop',
      'frame.received.start',
      'frame.received.stop',
    ]);
    const [frame, other] = told.of('frame.received.stop');
    expect(frame?.metadata).toMatchObject({ topic: 'room:1', event: 'said', joinRef: channel.joinRef() });
    expect(other?.metadata).toMatchObject({ topic: 'room:2', event: 'said' });
    expect(told.of('client.callback.start').map(({ parentId }) => parentId)).toEqual([frame?.spanId, frame?.spanId]);
    expect(told.of('client.callback.start')[0]?.metadata).toEqual({ callback: 'said', topic: 'room:1' });
  });

  it('tells of frames that went nowhere, and of callbacks that throw, which throw still', () => {
    const { world, conn, channel, told: all } = told();
    world.socket.client.on('listener.failed', () => {});
    all.clear();
    conn.raw('{');
    conn.say('0', null, 'room:1', 'news', {});
    conn.say(null, null, 'room:7', 'news', {});
    expect(all.of('frame.received.exception').map(({ metadata: { why, topic } }) => [why, topic])).toEqual([
      ['malformed', null],
      ['stale', 'room:1'],
      ['unknown_topic', 'room:7'],
    ]);
    channel.on('news', () => {
      throw new Error('ours');
    });
    expect(() => conn.say(null, null, 'room:1', 'news', {})).toThrow('ours');
    expect(all.types('client.callback')).toEqual(['client.callback.start', 'client.callback.exception']);
    expect(all.types().at(-1)).toBe('frame.received.stop');
  });

  it('tells of heartbeats, and how long the server took', () => {
    const { world, conn, told: all } = told();
    all.clear();
    world.pass(30_000);
    world.pass(70);
    conn.reply(conn.last('heartbeat'));
    expect(all.last('heartbeat').measurements.rttMs).toBe(70);
    expect(all.last('frame.sent').metadata).toMatchObject({ topic: 'phoenix', event: 'heartbeat' });
  });

  it('never shows params, tokens or payloads', async () => {
    const { server, told, channel } = await toldWorld({ params: { a: 'secret' }, authToken: 'secret' });
    channel.push('ask', { a: 'secret' });
    (await server.expectPush('room:1', 'ask')).reply('error', { a: 'secret' });
    server.push('room:1', 'said', { a: 'secret' });
    server.close(4_000);
    expect(told.events.length).toBeGreaterThan(15);
    expect(JSON.stringify(told.events)).not.toContain('secret');
  });

  it('is over when nobody listens any more', () => {
    const { conn, channel, told: all } = told();
    const started = channel.push('ask');
    all.undo();
    const { length } = all.events;
    conn.reply(conn.last('ask'));
    channel.push('more');
    conn.reply(conn.last('more'));
    expect(started.receivedResp).toEqual({ status: 'ok', response: {} });
    expect(all.events).toHaveLength(length);
  });
});

describe('onFrame and stats of the client of a Socket', () => {
  it('see all frames in and out, once each, heartbeats included', () => {
    const world = new PhoenixWorld();
    const seen: unknown[] = [];
    onFrame(world.socket.client, ({ direction, frame, bytes }) =>
      seen.push([direction, frame[2], frame[3], bytes > 10]),
    );
    const counted = stats(world.socket.client);
    const conn = world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    conn.reply(conn.last('phx_join'));
    channel.push('ask');
    conn.say(null, null, 'room:1', 'news', {});
    world.pass(30_000);
    world.pass(20);
    conn.reply(conn.last('heartbeat'));
    join(world.socket.client, 'room:2');
    conn.reply(conn.last('phx_join'));
    expect(seen).toEqual([
      ['out', 'room:1', 'phx_join', true],
      ['in', 'room:1', 'phx_reply', true],
      ['out', 'room:1', 'ask', true],
      ['in', 'room:1', 'news', true],
      ['out', 'phoenix', 'heartbeat', true],
      ['in', 'phoenix', 'phx_reply', true],
      ['out', 'room:2', 'phx_join', true],
      ['in', 'room:2', 'phx_reply', true],
    ]);
    expect(counted.in.frames).toBe(0);
    expect(stats(world.socket.client)).toMatchObject({
      connections: 1,
      in: { frames: 4 },
      out: { frames: 4 },
      lastRoundTripMs: 20,
      topics: { joined: 2 },
    });
  });
});

describe('intercept of the client of a Socket', () => {
  it('changes and drops what the channels send and hear', () => {
    const { world, conn, channel } = told();
    const heard: unknown[] = [];
    channel.on('news', ({ n }) => heard.push(n));
    const undo = intercept(world.socket.client, {
      outgoing: ([joinRef, ref, topic, event]) => (event === 'drop' ? null : [joinRef, ref, topic, event, { n: 2 }]),
      incoming: (frame) => (frame[3] === 'noise' ? null : [frame[0], frame[1], frame[2], 'news', { n: 3 }]),
    });
    channel.push('ask', { n: 1 });
    channel.push('drop');
    expect(conn.frames.slice(1).map(([, , , event, payload]) => [event, payload])).toEqual([['ask', { n: 2 }]]);
    conn.say(null, null, 'room:1', 'news', { n: 1 });
    conn.say(null, null, 'room:1', 'noise', { n: 1 });
    undo();
    conn.say(null, null, 'room:1', 'news', { n: 1 });
    expect(heard).toEqual([3, 1]);
  });

  it('loses only the frame when a function throws, and the join is tried again', () => {
    const world = new PhoenixWorld();
    const failed: unknown[] = [];
    world.socket.client.on('listener.failed', ({ event }) => failed.push(event));
    const undo = intercept(world.socket.client, {
      outgoing: () => {
        throw new Error('ours');
      },
    });
    const conn = world.open();
    const channel = world.socket.channel('room:1');
    expect(() => channel.join()).not.toThrow();
    expect(conn.frames).toEqual([]);
    undo();
    world.pass(10_000 + 1_000);
    expect(conn.of('phx_join')).toHaveLength(1);
    expect(failed).toEqual(['intercept']);
  });

  it('that drops the answers to heartbeats ends the connection', () => {
    const { world } = told();
    intercept(world.socket.client, { incoming: (frame) => (frame[2] === 'phoenix' ? null : undefined) });
    world.pass(30_000);
    world.conn.reply(world.conn.last('heartbeat'));
    world.pass(30_000 + 1_500);
    world.pass(20);
    expect(world.conns).toHaveLength(2);
  });
});
