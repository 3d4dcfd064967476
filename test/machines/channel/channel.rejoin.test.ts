import { describe, expect, it } from 'vitest';
import { awaitJoin, type ChannelRef, join, leave, push, rejoin } from 'xstate-phoenix';
import {
  accept,
  crash,
  end,
  joinedRoom,
  joiningRoom,
  of,
  offlineRoom,
  type Room,
  refuse,
  TOPIC,
} from '../../support/room.ts';

const states: [string, () => Room][] = [
  ['joining', joiningRoom],
  ['joined', joinedRoom],
  ['rejoin-waiting', () => after(joinedRoom(), ({ socket }) => crash(socket))],
  ['leaving', () => after(joinedRoom(), ({ room }) => void leave(room))],
  ['closed by the server', () => after(joinedRoom(), ({ socket }) => end(socket))],
  ['closed by a refusal', () => after(joiningRoom(), ({ socket }) => refuse(socket, { reason: 'forbidden' }))],
];

function after(made: Room, step: (made: Room) => void): Room {
  step(made);
  return made;
}

describe('a rejoin', () => {
  it.each(states)('joins at once a topic that is %s, with the new params', (_, make) => {
    const { room, socket } = make();
    const before = socket.of('phx_join').length;
    expect(rejoin(room, { params: { fresh: true } })).toBe(room);
    expect(room.getSnapshot().value).toBe('joining');
    expect(socket.of('phx_join')).toHaveLength(before + 1);
    expect(socket.last('phx_join')[4]).toEqual({ fresh: true });
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
    expect(room.getSnapshot().context.reason).toBeNull();
  });

  it.each(states)('keeps the params without new ones when the topic is %s', (_, make) => {
    const { room, socket } = make();
    room.send({ type: 'channel.join', params: { v: 1 } });
    rejoin(room);
    expect(socket.last('phx_join')[4]).toEqual({ v: 1 });
  });

  it('makes a new channel of one that was left, with the options of the old one', () => {
    const { room, socket, clock, client } = joinedRoom({}, { params: { v: 1 }, rejoinAfterMs: [5], joinTimeoutMs: 50 });
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    const again = rejoin(room);
    expect(again).not.toBe(room);
    expect(join(client, TOPIC)).toBe(again);
    expect(socket.last('phx_join')[4]).toEqual({ v: 1 });
    clock.increment(50);
    expect(again.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    clock.increment(5);
    expect(again.getSnapshot().value).toBe('joining');
    expect(rejoin(room)).toBe(again);
  });

  it('gives new params to a new channel of one that was left', () => {
    const { room, socket } = joinedRoom({}, { params: { v: 1 } });
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    rejoin(room, { params: { v: 2 } });
    expect(socket.last('phx_join')[4]).toEqual({ v: 2 });
  });

  it('waits for the connection when there is none', () => {
    const { room, socket } = offlineRoom({}, { params: { v: 1 } });
    rejoin(room, { params: { v: 2 } });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    socket.open();
    expect(socket.frames).toEqual([['1', '1', TOPIC, 'phx_join', { v: 2 }]]);
  });

  it('resets the count of retries', () => {
    const { room, socket, clock, heard } = joiningRoom();
    refuse(socket);
    clock.increment(1000);
    refuse(socket);
    rejoin(room);
    refuse(socket);
    expect(of(heard, 'join.failed').map((failed) => 'retryInMs' in failed && failed.retryInMs)).toEqual([
      1000, 2000, 1000,
    ]);
  });

  it('rejects what the old join was asked and had not answered', async () => {
    const { room } = joinedRoom();
    const outstanding = push(room, 'slow');
    rejoin(room);
    await expect(outstanding).rejects.toMatchObject({ code: 'channel_closed', sent: true });
  });

  it('is awaited like any join', async () => {
    const { room, socket } = joinedRoom();
    const joined = awaitJoin(rejoin(room));
    accept(socket, { second: true });
    expect(await joined).toEqual({ response: { second: true }, rejoin: true });
  });
});

describe('two joins of one topic on the server', () => {
  const duplicate = () => {
    const made = joinedRoom();
    const first = made.socket.last('phx_join');
    rejoin(made.room);
    return { ...made, first, second: made.socket.last('phx_join') };
  };

  it('end the old channel after the reply to the new one, which is not closed by that', () => {
    const { room, socket, first, second, heard, said } = duplicate();
    socket.reply(second);
    end(socket, first);
    expect(room.getSnapshot().value).toBe('joined');
    expect(of(heard, 'closed')).toEqual([]);
    expect(of(said, 'frame.dropped')).toMatchObject([{ why: 'stale', topic: TOPIC, event: 'phx_close' }]);
  });

  it('end the old channel before the reply to the new one, which is not closed by that either', () => {
    const { room, socket, first, second } = duplicate();
    end(socket, first);
    expect(room.getSnapshot().value).toBe('joining');
    socket.reply(second);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('leave a crash of the old channel without effect on the new one', () => {
    const { room, socket, first, second, heard } = duplicate();
    socket.say(first[0], first[0], TOPIC, 'phx_error', {});
    socket.reply(second);
    socket.say(first[0], first[0], TOPIC, 'phx_error', {});
    expect(room.getSnapshot().value).toBe('joined');
    expect(of(heard, 'crashed')).toEqual([]);
  });

  it('do not let the answer to the first be that to the second', () => {
    const { room, socket } = joiningRoom();
    const first = socket.last('phx_join');
    rejoin(room);
    socket.reply(first, 'error', { reason: 'unauthorized' });
    expect(room.getSnapshot().value).toBe('joining');
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
  });
});

describe('a rejoin from within a listener', () => {
  it('is handled after the event', () => {
    const { room, socket } = joinedRoom();
    const seen: unknown[] = [];
    room.on('crashed', () => {
      rejoin(room);
    });
    room.subscribe((snapshot: ReturnType<ChannelRef['getSnapshot']>) => seen.push(snapshot.value));
    crash(socket);
    expect(seen).toEqual([{ 'rejoin-waiting': 'backoff' }, 'joining']);
  });
});
