import { describe, expect, it } from 'vitest';
import {
  awaitConnect,
  awaitJoin,
  channels,
  connect,
  disconnect,
  join,
  leave,
  on,
  onUnrouted,
  ping,
  push,
  reconnect,
  stats,
} from 'xstate-phoenix';
import { Serializer, type SocketOptions } from 'xstate-phoenix/phoenix';
import { channelWorld, socketWorld } from './support/kit.ts';
import { PhoenixWorld } from './support/world.ts';

describe('the client of a Socket', () => {
  it('connects and disconnects as any other, and the socket knows', async () => {
    const { server, socket } = socketWorld();
    const closed: unknown[] = [];
    socket.onClose((event) => closed.push(event?.code));
    const connected = connect(socket.client);
    server.accept();
    await server.elapse(0);
    await connected;
    await awaitConnect(socket.client);
    expect(socket.isConnected()).toBe(true);
    const disconnected = disconnect(socket.client, { code: 4_001, reason: 'bye' });
    await server.expectDisconnect({ code: 4_001 });
    await server.elapse(0);
    await disconnected;
    expect(closed).toEqual([1_000]);
    expect(socket.connectionState()).toBe('closed');
    expect(socket.closeWasClean).toBe(true);
    await server.refuteConnect({ connection: 2, withinMs: 60_000 });
    socket.connect();
    await server.elapse(0);
    expect(socket.isConnected()).toBe(true);
  });

  it('disconnects while a heartbeat is not answered, which then does not matter', async () => {
    const world = new PhoenixWorld();
    const conn = world.open();
    world.pass(30_000);
    expect(conn.of('heartbeat')).toHaveLength(1);
    void disconnect(world.socket.client);
    await Promise.resolve();
    expect(conn.closing).toEqual([]);
    world.pass(60_000);
    expect(world.conns).toHaveLength(1);
  });

  it('stops to reconnect when it is told to disconnect', async () => {
    const { server, socket } = socketWorld();
    server.accept();
    socket.connect();
    await server.elapse(0);
    server.drop();
    await disconnect(socket.client);
    await server.refuteConnect({ connection: 2, withinMs: 60_000 });
    socket.connect();
    await server.elapse(0);
    expect(socket.isConnected()).toBe(true);
  });

  it('connects anew, and the channels join again', async () => {
    const { server, socket, channel } = await channelWorld();
    const heard: unknown[] = [];
    channel.onError((reason) => heard.push(reason));
    await server.expectHeartbeat({ withinMs: 30_000 });
    const anew = reconnect(socket.client);
    await server.expectJoin('room:1');
    await anew;
    expect(heard).toEqual([{ source: 'transport', reason: 'connection_closed' }]);
    expect(channel.state).toBe('joined');
    expect(server.connections).toBe(1);
    await server.expectHeartbeat({ withinMs: 30_000 });
    await server.refuteConnect({ connection: 3, withinMs: 40_000 });
  });

  it('forgets a heartbeat that was not answered when it connects anew', () => {
    const world = new PhoenixWorld();
    world.open();
    world.pass(30_000);
    expect(world.socket.pendingHeartbeatRef).not.toBeNull();
    void reconnect(world.socket.client);
    expect(world.conns).toHaveLength(2);
    expect(world.socket.pendingHeartbeatRef).toBeNull();
  });

  it('leaves the channels, too, when it is to forget its session', async () => {
    const { server, socket, channel } = await channelWorld();
    const heard: unknown[] = [];
    channel.onClose((reason) => heard.push(reason));
    const disconnected = disconnect(socket.client, { forget: true });
    await server.expectLeave('room:1');
    await server.elapse(1_500);
    await disconnected;
    expect(heard).toEqual(['leave']);
    expect(socket.channels).toEqual([]);
    expect([...channels(socket.client)]).toEqual([]);
  });

  it('pings', async () => {
    const { server, socket } = await channelWorld();
    const answered = ping(socket.client);
    await server.expectHeartbeat();
    expect(await answered).toBe(0);
  });
});

describe('a topic that the client of a Socket has joined', () => {
  it('lives beside the channels, over the same connection', async () => {
    const { server, socket, channel } = await channelWorld();
    const room = join(socket.client, 'room:2', { params: { as: 'bob' } });
    const heard: unknown[] = [];
    on(room, 'said', (payload) => heard.push(payload));
    await server.expectJoin('room:2', { params: { as: 'bob' }, reply: ['ok', { seats: 2 }] });
    expect(await awaitJoin(room)).toEqual({ response: { seats: 2 }, rejoin: false });
    server.push('room:2', 'said', { body: 'hi' });
    const pushed = push(room, 'say', { body: 'ho' });
    (await server.expectPush('room:2', 'say', { body: 'ho' })).reply('ok', { id: 1 });
    expect(await pushed).toEqual({ id: 1 });
    const refused = push(room, 'say');
    (await server.expectPush('room:2', 'say')).reply('error', { reason: 'rude' });
    await expect(refused).rejects.toMatchObject({ code: 'refused', response: { reason: 'rude' } });
    server.drop();
    await server.expectJoin('room:1', { withinMs: 1_000 });
    await server.expectJoin('room:2', { params: { as: 'bob' } });
    server.crash('room:2');
    await server.expectJoin('room:2', { withinMs: 1_000 });
    expect(await leave(room)).toEqual({ acknowledged: true });
    await server.expectLeave('room:2');
    expect(channel.state).toBe('joined');
    expect(heard).toEqual([{ body: 'hi' }]);
  });

  it('is the one of a channel, if there is one', async () => {
    const { server, socket, channel, room } = await channelWorld();
    expect(join(socket.client, 'room:1')).toBe(channel.ref);
    await server.refuteJoin();
    expect([...channels(socket.client)]).toEqual([room]);
    expect(stats(socket.client).topics).toMatchObject({ joined: 1, joining: 0 });
    channel.leave();
    expect([...channels(socket.client)]).toEqual([]);
    expect(join(socket.client, 'room:1')).not.toBe(room);
    await server.expectLeave('room:1');
    await server.expectJoin('room:1');
  });

  it('is left when a channel takes it over, which is the newer one', async () => {
    const { server, socket } = await channelWorld();
    const room = join(socket.client, 'room:2');
    await server.expectJoin('room:2');
    const left: unknown[] = [];
    room.on('left', () => left.push('left'));
    const channel = socket.channel('room:2');
    channel.join();
    await server.expectLeave('room:2');
    await server.expectJoin('room:2');
    expect(left).toEqual(['left']);
    expect(channel.state).toBe('joined');
    expect(join(socket.client, 'room:2')).toBe(channel.ref);
    await server.refuteJoin('room:2', { withinMs: 60_000 });
  });

  it('gets bytes as our own API gives them, and the channels as phoenix.js does', async () => {
    const { server, socket, channel } = await channelWorld();
    const heard: unknown[] = [];
    const room = join(socket.client, 'room:2');
    on<unknown>(room, 'bytes', (payload) => heard.push(payload));
    channel.on<unknown>('bytes', (payload) => heard.push(payload));
    await server.expectJoin('room:2');
    for (const topic of ['room:1', 'room:2']) server.push(topic, 'bytes', new Uint8Array([1, 2]));
    expect(heard).toEqual([new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2])]);
    const pushed = push(room, 'ask');
    (await server.expectPush('room:2', 'ask')).reply('ok', new Uint8Array([3]));
    expect(await pushed).toEqual(new Uint8Array([3]));
  });

  it('speaks by the encode and decode of the socket', async () => {
    const world = new PhoenixWorld({
      encode: (message, done) => done(JSON.stringify({ ...message, coded: true })),
      decode: (data, done) => done(JSON.parse(String(data))),
    } satisfies SocketOptions);
    const conn = world.open();
    const room = join(world.socket.client, 'room:2');
    const sent: unknown = JSON.parse(String(conn.sent.at(-1)));
    expect(sent).toMatchObject({ topic: 'room:2', event: 'phx_join', coded: true });
    const { ref } = sent as { ref: string };
    const payload = { status: 'ok', response: {} };
    conn.raw(JSON.stringify({ topic: 'room:2', event: 'phx_reply', ref, join_ref: ref, payload }));
    expect(room.getSnapshot().value).toBe('joined');
  });
});

describe('a message of a topic that nobody has joined', () => {
  it('reaches onUnrouted of the client, whoever hears all messages of the socket', async () => {
    const world = new PhoenixWorld();
    const conn = world.open();
    const dropped: unknown[] = [];
    world.socket.client.on('frame.dropped', ({ why, topic }) => dropped.push([why, topic]));
    conn.say(null, null, 'doc:1', 'data', {});
    expect(dropped.splice(0)).toEqual([['unknown_topic', 'doc:1']]);
    const heard: unknown[] = [];
    world.socket.onMessage(({ topic }) => heard.push(topic));
    conn.say(null, null, 'doc:2', 'data', {});
    onUnrouted(world.socket.client, ({ topic, event }) => heard.push([topic, event]));
    conn.say(null, null, 'doc:3', 'data', {});
    conn.say(null, '7', 'doc:3', 'phx_reply', { status: 'ok', response: {} });
    expect(heard).toEqual(['doc:2', 'doc:3', ['doc:3', 'data'], 'doc:3']);
    expect(dropped).toEqual([]);
  });

  it('is reported if it is of an earlier join of a channel', () => {
    const world = new PhoenixWorld();
    const dropped: unknown[] = [];
    world.socket.client.on('frame.dropped', ({ why, event }) => dropped.push([why, event]));
    const conn = world.open();
    world.socket.channel('room:1').join();
    conn.reply(conn.last('phx_join'));
    conn.say('0', null, 'room:1', 'news', {});
    conn.say('0', null, 'room:1', 'phx_reply', { status: 'ok', response: {} });
    expect(dropped).toEqual([['stale', 'news']]);
  });

  it('is not one that can not be read: that is reported, and the connection goes on', () => {
    const world = new PhoenixWorld();
    const failed: unknown[] = [];
    const heard: unknown[] = [];
    world.socket.client.on('listener.failed', ({ event, topic }) => failed.push([event, topic]));
    world.socket.onMessage(({ event }) => heard.push(event));
    const conn = world.open();
    expect(() => conn.raw('{')).not.toThrow();
    conn.say(null, null, 'room:1', 'news', {});
    expect(failed).toEqual([['decode', null]]);
    expect(heard).toEqual(['news']);
    expect(() => Serializer.decode('{', () => {})).toThrow();
  });
});
