import { describe, expect, it } from 'vitest';
import { awaitJoin, awaitLeave, type ChannelRef, channels, join, leave, on, push } from 'xstate-phoenix';
import { accept, countTimers, crash, drop, joinedRoom, of, reconnected, TOPIC } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

/** An event that breaks the rules of its type: what its channel throws is not foreseen anywhere. */
function breakDown(room: ChannelRef): void {
  room.subscribe({ error: () => {} });
  room.send({ type: 'push.settled', id: undefined, event: 'x', outcome: undefined as never });
}

describe('a channel that throws', () => {
  it('is removed and reported, and others and the connection go on', () => {
    const { client, socket, room, said } = joinedRoom();
    const other = join(client, 'room:other');
    accept(socket);
    breakDown(room);
    expect(room.getSnapshot().status).toBe('error');
    expect([...channels(client)]).toEqual([other]);
    expect(of(said, 'listener.failed')).toMatchObject([
      { topic: TOPIC, event: 'channel', error: expect.any(TypeError) },
    ]);
    expect(other.getSnapshot().value).toBe('joined');
    expect(client.getSnapshot()).toMatchObject({ status: 'active' });
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
  });

  it('settles its pushes, written and waiting, and leaves no timer', async () => {
    const { socket, room, client, clock } = joinedRoom({ heartbeatIntervalMs: 0, maxBufferedAmount: 0 });
    const timers = countTimers(clock);
    const sent = push(room, 'sent');
    socket.bufferedAmount = 1;
    const waiting = push(room, 'waiting');
    socket.bufferedAmount = 0;
    breakDown(room);
    await expect(sent).rejects.toMatchObject({ code: 'disconnected', sent: true });
    await expect(waiting).rejects.toMatchObject({ code: 'disconnected', sent: false });
    clock.increment(50);
    expect(timers()).toBe(0);
    expect(client.getSnapshot().status).toBe('active');
  });

  it.each<[string, (world: ReturnType<typeof joinedRoom>) => void]>([
    ['joining', ({ room }) => room.send({ type: 'channel.rejoin' })],
    ['rejoin-waiting.backoff', ({ socket }) => crash(socket)],
    ['leaving', ({ room }) => void leave(room)],
  ])('leaves no timer in %s', (_, begin) => {
    const made = joinedRoom({ heartbeatIntervalMs: 0 });
    made.clock.increment(10_000);
    const timers = countTimers(made.clock);
    begin(made);
    expect(timers()).toBe(1);
    breakDown(made.room);
    expect(timers()).toBe(0);
  });

  it('emits the failure of pushes that came as commands, written and waiting', () => {
    const { client, socket, room, heard } = joinedRoom({ maxBufferedAmount: 0 });
    client.send({ type: 'channel.push', topic: TOPIC, event: 'sent', payload: {} });
    socket.bufferedAmount = 1;
    client.send({ type: 'channel.push', topic: TOPIC, event: 'waiting', payload: {} });
    breakDown(room);
    expect(of(heard, 'push.failed').map(({ event, error }) => [event, error.code, error.sent])).toEqual([
      ['sent', 'disconnected', true],
      ['waiting', 'disconnected', false],
    ]);
  });

  it('ends the waits for it', async () => {
    const { room } = joinedRoom();
    const left = awaitLeave(room);
    breakDown(room);
    expect(await left).toEqual({ acknowledged: false });
    await expect(awaitJoin(room)).rejects.toMatchObject({ code: 'disconnected' });
    await expect(push(room, 'late')).rejects.toMatchObject({ code: 'disconnected', sent: false });
    expect(await leave(room)).toEqual({ acknowledged: false });
  });

  it('can be joined anew, as another channel', () => {
    const { client, room, socket } = joinedRoom();
    breakDown(room);
    const next = join(client, TOPIC);
    expect(next).not.toBe(room);
    accept(socket);
    expect(next.getSnapshot().value).toBe('joined');
  });
});

describe('a channel that is left', () => {
  it('is removed, and a later join makes a new one without its listeners', () => {
    const { client, room, socket } = joinedRoom({}, { params: { v: 1 } });
    const heard: unknown[] = [];
    on(room, 'msg', (payload) => heard.push(payload));
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    const next = join(client, TOPIC);
    expect(next).not.toBe(room);
    expect(socket.last('phx_join')[4]).toEqual({});
    accept(socket);
    socket.say(null, null, TOPIC, 'msg', {});
    expect(heard).toEqual([]);
    expect(room.getSnapshot().status).toBe('done');
  });

  it('leaves no entry in any table', () => {
    const { client, socket } = joinedRoom();
    const { topics, joins } = client.getSnapshot().context.connection;
    for (let n = 0; n < 3; n += 1) {
      void leave(join(client, TOPIC));
      socket.reply(socket.last('phx_leave'));
    }
    expect([topics.channels.size, topics.awaited.size, joins.size]).toEqual([0, 0, 0]);
  });

  it('does not remove another channel of its topic', () => {
    const { client, socket } = joinedRoom();
    const rooms = ['room:a', 'room:b'].map((topic) => join(client, topic));
    for (const room of rooms) void leave(room);
    const kept = join(client, 'room:a');
    for (const frame of socket.of('phx_leave')) socket.reply(frame);
    expect([...channels(client)].map((room) => room.getSnapshot().context.topic)).toEqual([TOPIC, 'room:a']);
    accept(socket);
    expect(kept.getSnapshot().value).toBe('joined');
  });

  it('during a loss of the connection can be wanted again in its listener', () => {
    const made = joinedRoom();
    void leave(made.room);
    made.room.on('left', () => void join(made.client, TOPIC, { params: { again: 1 } }));
    const second = reconnected(made);
    expect(second.frames.map((frame) => [frame[3], frame[4]])).toEqual([['phx_join', { again: 1 }]]);
    expect([...channels(made.client)]).toHaveLength(1);
  });

  it('during the stop of the client can not be wanted again', () => {
    const { client, room, clock } = joinedRoom();
    const timers = countTimers(clock);
    void leave(room);
    const refusals: unknown[] = [];
    room.on('left', () => {
      try {
        join(client, TOPIC);
      } catch (error) {
        refusals.push(error);
      }
    });
    client.stop();
    expect(refusals).toMatchObject([{ name: 'JoinError', code: 'disconnected' }]);
    expect([...channels(client)]).toEqual([]);
    clock.increment(100_000);
    expect(timers()).toBe(0);
  });
});

describe('the supervisor', () => {
  it('tells all topics of the connection', () => {
    const world = createWorld({ maxConcurrentJoins: Number.POSITIVE_INFINITY });
    const rooms = Array.from({ length: 50 }, (_, n) => join(world.client, `room:${n}`));
    const socket = world.open();
    expect(socket.of('phx_join')).toHaveLength(50);
    for (const frame of socket.of('phx_join')) socket.reply(frame);
    expect(rooms.every((room) => room.getSnapshot().value === 'joined')).toBe(true);
    drop({ world });
    expect(rooms.every((room) => room.getSnapshot().matches({ 'rejoin-waiting': 'offline' }))).toBe(true);
  });

  it('ends all topics with the client, and no timer is left', async () => {
    const world = createWorld();
    const timers = countTimers(world.clock);
    const rooms = Array.from({ length: 5 }, (_, n) => join(world.client, `room:${n}`));
    const socket = world.open();
    const first = socket.of('phx_join')[0];
    if (first) socket.reply(first);
    const pushes = rooms.map((room) => push(room, 'p'));
    const supervisor = world.client.getSnapshot().children.channels;
    world.client.stop();
    expect(timers()).toBe(0);
    expect(supervisor?.getSnapshot().status).toBe('stopped');
    expect(rooms.map((room) => room.getSnapshot().status)).toEqual(rooms.map(() => 'stopped'));
    for (const each of pushes) await expect(each).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('ends a leave with the client, too', async () => {
    const { client, room } = joinedRoom();
    const left = awaitLeave(room);
    void leave(room);
    client.stop();
    expect(await left).toEqual({ acknowledged: false });
  });

  it('persists nothing of a channel', () => {
    const { client, room } = joinedRoom({}, { params: { token: 'SECRET' } });
    void push(room, 'p', { token: 'SECRET' });
    expect(JSON.stringify(room.getSnapshot())).not.toContain('SECRET');
    expect(JSON.stringify(client.getSnapshot().children.channels?.getSnapshot())).not.toContain('SECRET');
  });
});
