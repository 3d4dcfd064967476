import { describe, expect, it } from 'vitest';
import { awaitJoin, awaitLeave, awaitMessage, cast, leave, on, push, rejoin } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
import { nextTask } from '../../src/testing/task.ts';
import { channelWorld, refOf, socketWorld } from './support/kit.ts';
import { PhoenixWorld } from './support/world.ts';

/** A channel that is joined, before a server that the test plays frame by frame. */
function joinedWorld() {
  const world = new PhoenixWorld();
  const conn = world.open();
  const channel = world.socket.channel('room:1');
  channel.join();
  conn.reply(conn.last('phx_join'));
  return { world, conn, channel, room: refOf(channel) };
}

describe('the actor of a Channel', () => {
  it('can be awaited', async () => {
    const { server, socket } = socketWorld();
    socket.connect();
    const channel = socket.channel('room:1');
    channel.join();
    const joined = awaitJoin(refOf(channel));
    await server.connectAndExpectJoin('room:1', { reply: ['ok', { seats: 4 }] });
    expect(await joined).toEqual({ response: { seats: 4 }, rejoin: false });
    const said = awaitMessage(refOf(channel), 'said');
    server.broadcast('room:1', 'said', { body: 'hi' });
    expect(await said).toMatchObject({ payload: { body: 'hi' }, joinRef: null });
  });

  it('is not awaited in vain when the socket is disconnected', async () => {
    const { socket, room } = await channelWorld();
    const said = awaitMessage(room, 'said');
    socket.disconnect();
    await expect(said).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('pushes in the order of the calls, and the replies go to whoever pushed', async () => {
    const { server, channel, room } = await channelWorld();
    const heard: unknown[] = [];
    const first = push(room, 'first', { n: 1 });
    channel.push('second', { n: 2 }).receive('ok', (response) => heard.push(response));
    cast(room, 'third');
    (await server.expectPush('room:1', 'first', { n: 1 })).reply('ok', { at: 1 });
    (await server.expectPush('room:1', 'second')).reply('ok', { at: 2 });
    await server.expectPush('room:1', 'third');
    expect(server.frames.filter(({ direction }) => direction === 'in').map(({ frame }) => frame[3])).toEqual([
      'phx_join',
      'first',
      'second',
      'third',
    ]);
    expect(await first).toEqual({ at: 1 });
    expect(heard).toEqual([{ at: 2 }]);
    const refused = push(room, 'fourth');
    (await server.expectPush('room:1', 'fourth')).reply('error', { reason: 'no' });
    await expect(refused).rejects.toMatchObject({ code: 'refused', status: 'error', response: { reason: 'no' } });
    const bytes = push(room, 'bytes', new Uint8Array([7]));
    (await server.expectPush('room:1', 'bytes')).reply('ok', new Uint8Array([8]));
    expect(await bytes).toEqual(new Uint8Array([8]));
  });

  it('rejects what can not be sent, and what gets no reply', async () => {
    const { server, room } = await channelWorld();
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    await expect(push(room, 'cycle', cycle)).rejects.toMatchObject({ code: 'encode', sent: false });
    const late = push(room, 'late', {}, { timeoutMs: 500 });
    await Promise.all([expect(late).rejects.toMatchObject({ code: 'timeout', sent: true }), server.elapse(500)]);
    const lost = push(room, 'lost');
    await server.expectPush('room:1', 'lost');
    server.drop();
    await expect(lost).rejects.toMatchObject({ code: 'disconnected', sent: true });
  });

  it('keeps pushes until the topic is joined, by any encode of the socket', async () => {
    const world = new PhoenixWorld({ encode: (message, done) => done(JSON.stringify(message)) });
    const channel = world.socket.channel('room:1');
    channel.join();
    void push(refOf(channel), 'kept', { n: 1 });
    const conn = world.open();
    conn.say(null, channel.joinRef() ?? null, 'room:1', 'phx_reply', { status: 'ok', response: {} });
    expect(JSON.parse(String(conn.sent.at(-1)))).toMatchObject({ event: 'kept', payload: { n: 1 } });
    world.socket.disconnect();
    await expect(push(refOf(channel), 'vain')).rejects.toMatchObject({ code: 'disconnected', sent: false });
  });

  it('tells its listeners what the callbacks of the channel are told', async () => {
    const { server, channel, room } = await channelWorld();
    const heard: unknown[] = [];
    channel.on<unknown>('said', (payload) => heard.push(['channel', payload]));
    const off = on<unknown>(room, 'said', (payload, { joinRef }) => heard.push(['room', payload, joinRef]));
    on(room, '*', (_, { event }) => heard.push(event));
    server.push('room:1', 'said', { n: 1 });
    off();
    server.push('room:1', 'said', new Uint8Array([1]));
    expect(heard).toEqual([
      ['room', { n: 1 }, channel.joinRef()],
      'said',
      ['channel', { n: 1 }],
      'said',
      ['channel', new Uint8Array([1]).buffer],
    ]);
  });

  it("tells listeners that were added by XState's own on()", async () => {
    const { server, room } = await channelWorld();
    const heard: unknown[] = [];
    room.on('message', ({ event, payload }) => heard.push([event, payload]));
    server.push('room:1', 'said', { n: 1 });
    expect(heard).toEqual([['said', { n: 1 }]]);
  });

  it('shows who is present, also to whoever asks later', () => {
    const { conn, room } = joinedWorld();
    const joinRef = room.getSnapshot().context.joinRef;
    conn.say(joinRef, null, 'room:1', 'presence_state', { ann: { metas: [{ phx_ref: '1' }] } });
    const presence = createPresence(room);
    expect(presence.list((key) => key)).toEqual(['ann']);
    conn.say(null, null, 'room:1', 'presence_diff', { joins: { bob: { metas: [{ phx_ref: '2' }] } }, leaves: {} });
    expect(presence.list((key) => key)).toEqual(['ann', 'bob']);
  });

  it('lets nobody who awaits it miss what comes in the same packet', async () => {
    const { conn, channel, room } = joinedWorld();
    const heard: unknown[] = [];
    channel.on('news', ({ n }) => heard.push(n));
    const asked = push(room, 'ask').then(() => on(room, 'news', ({ n }) => heard.push(n)));
    conn.reply(conn.last('ask'));
    conn.say(null, null, 'room:1', 'news', { n: 1 });
    await asked;
    await nextTask();
    expect(heard).toEqual([1, 1]);
  });

  it.each(['joined', 'errored', 'waiting for the connection'])(
    'is left with its channel when it is %s',
    async (state) => {
      const { server, socket, channel, room } = await channelWorld();
      const heard: unknown[] = [];
      channel.onClose((reason) => heard.push(reason));
      if (state === 'errored') server.crash('room:1');
      if (state === 'waiting for the connection') server.drop();
      const left = awaitLeave(room);
      await leave(room);
      await left;
      expect(heard).toEqual(['leave']);
      expect(channel.state).toBe('closed');
      expect(socket.channels).toEqual([]);
      if (state === 'joined') await server.expectLeave('room:1');
      await server.refuteJoin('room:1', { withinMs: 60_000 });
    },
  );

  it('joins again when it is told to, with the params of the channel', async () => {
    const { server, channel, room } = await channelWorld();
    const heard: string[] = [];
    channel.joinPush.receive('ok', () => heard.push('ok'));
    heard.length = 0;
    expect(rejoin(room)).toBe(room);
    expect(channel.state).toBe('joining');
    expect(channel.joinPush.receivedResp).toBeNull();
    await server.expectJoin('room:1', { params: { as: 'ana' } });
    expect(await awaitJoin(room)).toMatchObject({ rejoin: true });
    expect(channel.state).toBe('joined');
    expect(heard).toEqual(['ok']);
    server.crash('room:1');
    expect(channel.state).toBe('errored');
    rejoin(room);
    await server.expectJoin('room:1');
    expect(channel.state).toBe('joined');
    expect(server.acts.filter(({ type }) => type === 'join')).toHaveLength(3);
    await server.refuteJoin('room:1', { withinMs: 60_000 });
  });

  it('that is told to join again without a connection does so when there is one, in its turn', () => {
    const { world, conn, channel, room } = joinedWorld();
    const heard: string[] = [];
    world.socket.stateChangeCallbacks.open.unshift(['0', () => heard.push(`open ${world.conn.frames.length}`)]);
    conn.end(1006);
    rejoin(room);
    expect(channel.state).toBe('errored');
    expect(world.socket.sendBuffer).toEqual([]);
    world.pass(10);
    world.conn.open();
    expect(heard).toEqual(['open 0']);
    expect(world.conn.of('phx_join')).toHaveLength(1);
    world.conn.reply(world.conn.last('phx_join'));
    expect(channel.state).toBe('joined');
  });
});
