import { describe, expect, it } from 'vitest';
import { type ChannelRef, join, leave, push, rejoin } from 'xstate-phoenix';
import {
  accept,
  deferred,
  drop,
  joinedRoom,
  joiningRoom,
  type Room,
  refuse,
  TOPIC,
  turns,
} from '../../support/room.ts';
import type { Socket } from '../../support/world.ts';

const oneAtATime = { maxConcurrentJoins: 1, heartbeatIntervalMs: 0 };
const queued = { 'rejoin-waiting': 'queued' };
const topicsOf = (socket: Socket) => socket.of('phx_join').map(([, , topic]) => topic);
const joinsOf = ({ client }: Room) => client.getSnapshot().context.connection.joins;

/** An event that breaks the rules of its type, and its channel with them. */
function breakDown(room: ChannelRef): void {
  room.subscribe({ error: () => {} });
  room.send({ type: 'push.settled', id: undefined, event: 'x', outcome: undefined as never });
}

describe('a topic that has its turn', () => {
  it('keeps it in a rejoin, which is written at once', () => {
    const { client, socket, room } = joiningRoom(oneAtATime);
    const other = join(client, 'room:other');
    rejoin(room);
    expect(room.getSnapshot().value).toBe('joining');
    expect(topicsOf(socket)).toEqual([TOPIC, TOPIC]);
    expect(socket.of('phx_leave')).toEqual([]);
    expect(other.getSnapshot().value).toEqual(queued);
  });

  it('takes it at once in a rejoin if there is room, and writes no leave', () => {
    const { socket, room } = joinedRoom(oneAtATime);
    rejoin(room);
    expect(socket.frames.map(([, , , event]) => event)).toEqual(['phx_join', 'phx_join']);
  });

  it('keeps it when its params come', async () => {
    const params = deferred();
    const { client, socket } = joiningRoom(oneAtATime, { params: () => params.promise });
    const other = join(client, 'room:other');
    params.resolve({});
    await turns();
    expect(topicsOf(socket)).toEqual([TOPIC]);
    expect(other.getSnapshot().value).toEqual(queued);
  });

  it('keeps it when it gets new params while it waits for others', () => {
    const { client, socket } = joiningRoom(oneAtATime, { params: () => deferred().promise });
    const other = join(client, 'room:other');
    join(client, TOPIC, { params: { v: 2 } });
    expect(topicsOf(socket)).toEqual([TOPIC]);
    expect(other.getSnapshot().value).toEqual(queued);
  });

  it('keeps it when it is left, until the server has answered', () => {
    const { client, socket, room } = joiningRoom(oneAtATime);
    const other = join(client, 'room:other');
    void leave(room);
    expect(other.getSnapshot().value).toEqual(queued);
    socket.reply(socket.last('phx_leave'));
    expect(other.getSnapshot().value).toBe('joining');
  });

  it('is joined at once when it is left and joined again', () => {
    const { client, socket, room } = joiningRoom(oneAtATime);
    void leave(room);
    expect(join(client, TOPIC)).toBe(room);
    expect(room.getSnapshot().value).toBe('joining');
    expect(topicsOf(socket)).toEqual([TOPIC, TOPIC]);
  });

  it('loses it when its channel throws, and is not remembered', () => {
    const made = joiningRoom(oneAtATime);
    const other = join(made.client, 'room:other');
    breakDown(made.room);
    expect(other.getSnapshot().value).toBe('joining');
    expect(joinsOf(made).stuck.size).toBe(0);
  });

  it('times out only after the server could have begun with it', () => {
    const { client, socket, clock } = joiningRoom({ heartbeatIntervalMs: 0, joinTimeoutMs: 1_000 });
    const other = join(client, 'room:other');
    clock.increment(600);
    const [first] = socket.of('phx_join');
    if (first) socket.reply(first);
    clock.increment(999);
    expect(other.getSnapshot().value).toBe('joining');
    clock.increment(1);
    expect(other.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });
});

describe('a topic that waits for its turn', () => {
  it('still counts its retries, if it had a back-off before', () => {
    const { client, socket, clock, room } = joiningRoom({ ...oneAtATime, rejoinAfterMs: [100, 700] });
    refuse(socket);
    join(client, 'room:other');
    clock.increment(100);
    expect(room.getSnapshot().value).toEqual(queued);
    accept(socket);
    expect(topicsOf(socket)).toEqual([TOPIC, 'room:other', TOPIC]);
    refuse(socket);
    expect(room.getSnapshot().context.retryInMs).toBe(700);
  });

  it('waits behind all others when it is left and joined again', () => {
    const { client, socket } = joiningRoom(oneAtATime);
    const second = join(client, 'room:second');
    join(client, 'room:third');
    second.on('left', () => void join(client, 'room:second'));
    void leave(second);
    accept(socket);
    accept(socket);
    expect(topicsOf(socket)).toEqual([TOPIC, 'room:third', 'room:second']);
  });

  it('does not get it from the end of the connection', () => {
    const made = joiningRoom(oneAtATime);
    let asked = 0;
    join(made.client, 'room:other', { params: () => ({ asked: ++asked }) });
    drop(made);
    expect(asked).toBe(0);
    expect(joinsOf(made).stuck.size).toBe(0);
  });

  it('gets it though a buffer was full meanwhile', () => {
    const { client, clock, socket, room } = joiningRoom({ ...oneAtATime, maxBufferedAmount: 10 });
    accept(socket);
    join(client, 'room:a');
    const last = join(client, 'room:b');
    socket.bufferedAmount = 11;
    void push(room, 'ping');
    socket.bufferedAmount = 0;
    clock.increment(50);
    expect(socket.of('ping')).toHaveLength(1);
    accept(socket);
    expect(last.getSnapshot().value).toBe('joining');
  });
});

describe('a rejoin of a topic that is joining', () => {
  it('resets the count of retries', () => {
    const { socket, clock, room } = joiningRoom({ rejoinAfterMs: [100, 700] });
    refuse(socket);
    clock.increment(100);
    rejoin(room);
    refuse(socket);
    expect(room.getSnapshot().context.retryInMs).toBe(100);
  });
});

describe('a topic whose join has blocked the server', () => {
  it('hears of a connection after all others', () => {
    const made = joiningRoom({ heartbeatIntervalMs: 0, joinTimeoutMs: 1_000 });
    const other = join(made.client, 'room:other');
    made.clock.increment(1_000);
    drop(made);
    expect([made.room, other].map((room) => room.getSnapshot().value)).toEqual(
      Array.from({ length: 2 }, () => ({ 'rejoin-waiting': 'offline' })),
    );
    made.clock.increment(10);
    expect(topicsOf(made.world.open())).toEqual(['room:other', TOPIC]);
  });
});

describe('the server goes on with the next join', () => {
  const answers: [string, string, object][] = [
    ['accepts', 'phx_reply', { status: 'ok', response: {} }],
    ['refuses', 'phx_reply', { status: 'error', response: {} }],
    ['crashes', 'phx_error', {}],
    ['closes', 'phx_close', {}],
  ];
  const two = () => {
    const made = joiningRoom({ heartbeatIntervalMs: 0, joinTimeoutMs: 1_000 });
    join(made.client, 'room:other');
    made.clock.increment(600);
    return { ...made, patienceMs: () => joinsOf(made).patienceMs(made.clock.now()) };
  };

  it.each(answers)('when it %s a topic', (_, event, payload) => {
    const { socket, patienceMs } = two();
    expect(patienceMs()).toBe(400);
    socket.say('1', '1', TOPIC, event, payload);
    expect(patienceMs()).toBe(1_000);
  });

  it('when it answers a leave', () => {
    const { socket, room, patienceMs } = two();
    void leave(room);
    expect(patienceMs()).toBe(400);
    socket.reply(socket.last('phx_leave'));
    expect(patienceMs()).toBe(1_000);
  });
});
