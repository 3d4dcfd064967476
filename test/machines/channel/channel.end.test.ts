import { describe, expect, it } from 'vitest';
import { awaitJoin, cast, disconnect, join, push } from 'xstate-phoenix';
import {
  accept,
  crash,
  drop,
  end,
  joinedRoom,
  joiningRoom,
  of,
  offlineRoom,
  reconnected,
  TOPIC,
} from '../../support/room.ts';

describe('a channel that the server closes', () => {
  it('is closed, says so, and is not joined again', () => {
    const made = joinedRoom();
    end(made.socket);
    expect(made.room.getSnapshot()).toMatchObject({ status: 'active', value: 'closed' });
    expect(made.room.getSnapshot().context.reason).toMatchObject({ name: 'JoinError', code: 'closed', topic: TOPIC });
    expect(made.heard).toMatchObject([{ type: 'closed', willRetry: false, reason: { code: 'closed' } }]);
    made.clock.increment(20_000);
    expect(made.socket.of('phx_join')).toHaveLength(1);
    expect(reconnected(made).frames).toEqual([]);
    expect(made.room.getSnapshot().value).toBe('closed');
  });

  it('joins again when it is asked to', async () => {
    const { socket, client, room } = joinedRoom();
    end(socket);
    await expect(awaitJoin(room)).rejects.toMatchObject({ code: 'closed' });
    expect(join(client, TOPIC)).toBe(room);
    accept(socket, { again: true });
    expect(await awaitJoin(room)).toEqual({ response: { again: true }, rejoin: true });
    expect(room.getSnapshot().context.reason).toBeNull();
  });

  it('joins on the next connection when it is asked to without one', () => {
    const made = joinedRoom();
    end(made.socket);
    drop(made);
    join(made.client, TOPIC);
    expect(made.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    made.clock.increment(10);
    expect(made.world.open().of('phx_join')).toHaveLength(1);
  });

  it('rejects what was outstanding, and whatever is pushed later', async () => {
    const { socket, room } = joinedRoom();
    const outstanding = push(room, 'slow');
    end(socket);
    await expect(outstanding).rejects.toMatchObject({ code: 'channel_closed', sent: true });
    await expect(push(room, 'late')).rejects.toMatchObject({ code: 'channel_closed', sent: false });
    cast(room, 'late');
    expect(socket.of('late')).toEqual([]);
  });

  it('drops what else the server says', () => {
    const { socket, room, heard, said } = joinedRoom();
    end(socket);
    heard.length = 0;
    socket.say(null, null, TOPIC, 'msg', {});
    socket.say('1', null, TOPIC, 'msg', {});
    end(socket);
    crash(socket);
    accept(socket);
    expect(heard).toEqual([]);
    expect(room.getSnapshot().value).toBe('closed');
    expect(of(said, 'frame.dropped').map(({ why, event }) => [why, event])).toEqual([
      ['not_joined', 'msg'],
      ['stale', 'msg'],
      ['stale', 'phx_close'],
      ['stale', 'phx_error'],
    ]);
  });

  it('may be one that was joining', async () => {
    const { socket, room, heard } = joiningRoom();
    const early = push(room, 'early');
    end(socket);
    expect(heard).toMatchObject([{ type: 'closed', willRetry: false }]);
    expect(room.getSnapshot().value).toBe('closed');
    await expect(early).rejects.toMatchObject({ code: 'channel_closed', sent: false });
    accept(socket);
    expect(room.getSnapshot().value).toBe('closed');
  });

  it('does not revive what was pushed or cast before, when it is joined again', async () => {
    const { socket, client, room } = joiningRoom();
    const early = push(room, 'early');
    end(socket);
    cast(room, 'late');
    join(client, TOPIC);
    accept(socket);
    await expect(early).rejects.toMatchObject({ code: 'channel_closed' });
    expect(socket.frames.map((frame) => frame[3])).toEqual(['phx_join', 'phx_join']);
  });
});

describe('a channel that crashes', () => {
  it('says so with the payload of the server, and is joined again after one second', () => {
    const { socket, clock, room, heard } = joinedRoom();
    crash(socket);
    expect(heard).toEqual([{ type: 'crashed', payload: { reason: 'channel_crash' }, willRetry: true }]);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    clock.increment(999);
    expect(socket.of('phx_join')).toHaveLength(1);
    clock.increment(1);
    expect(socket.last('phx_join')).toEqual(['2', '2', TOPIC, 'phx_join', {}]);
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('rejects what was outstanding and keeps what waits', async () => {
    const { socket, clock, room } = joinedRoom();
    const outstanding = push(room, 'slow');
    crash(socket);
    await expect(outstanding).rejects.toMatchObject({ code: 'channel_crashed', sent: true });
    const waiting = push(room, 'later');
    clock.increment(1000);
    accept(socket);
    socket.reply(socket.last('later'), 'ok', { here: 1 });
    expect(await waiting).toEqual({ here: 1 });
  });

  it('ends a pending join, and ignores its late answer', () => {
    const { socket, clock, room, heard } = joiningRoom();
    const late = socket.last('phx_join');
    crash(socket, {});
    expect(heard).toMatchObject([{ type: 'crashed', willRetry: true }]);
    socket.reply(late);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    clock.increment(1000);
    socket.reply(late);
    expect(room.getSnapshot().value).toBe('joining');
  });

  it('crashes once: a second phx_error of the same join changes nothing', () => {
    const { socket, heard, room } = joinedRoom();
    crash(socket);
    crash(socket);
    expect(of(heard, 'crashed')).toHaveLength(1);
    expect(room.getSnapshot().context.attempt).toBe(1);
  });

  it('recovers, whether somebody listens or not', () => {
    const { socket, clock, room } = joinedRoom();
    room.on('crashed', () => {}).unsubscribe();
    crash(socket);
    clock.increment(1000);
    expect(room.getSnapshot().value).toBe('joining');
  });
});

describe('a channel whose connection is lost', () => {
  it('says so, waits for the next one, and joins on it at once', () => {
    const made = joinedRoom();
    drop(made);
    expect(made.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    expect(made.heard).toEqual([{ type: 'lost', reason: 'connection_error' }]);
    made.clock.increment(10);
    expect(made.world.open().of('phx_join')).toHaveLength(1);
  });

  it('is the same channel with the same listeners after a disconnect and a connect', () => {
    const made = joinedRoom();
    void disconnect(made.client);
    made.socket.close(1000);
    expect(made.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    made.clock.increment(60_000);
    expect(made.world.sockets).toHaveLength(1);
    made.client.send({ type: 'client.connect' });
    accept(made.world.open());
    made.world.socket.say(null, null, TOPIC, 'msg', {});
    expect(made.heard.map(({ type }) => type)).toEqual(['lost', 'joined', 'message']);
  });

  it('gives up its pending join, and stops its timer', () => {
    const made = joiningRoom();
    drop(made);
    made.clock.increment(10);
    made.clock.increment(9_000);
    made.world.open();
    made.clock.increment(9_999);
    expect(of(made.heard, 'join.failed')).toEqual([]);
    expect(made.world.socket.frames).toHaveLength(1);
  });

  it('rejects what was sent as disconnected, at once', async () => {
    const made = joinedRoom();
    const outstanding = push(made.room, 'slow');
    drop(made);
    await expect(outstanding).rejects.toMatchObject({ code: 'disconnected', sent: true });
    accept(reconnected(made));
    expect(made.world.socket.of('slow')).toEqual([]);
  });

  it('does not take a frame of the old connection for one of the new', () => {
    const made = joinedRoom();
    const second = reconnected(made);
    second.say('1', '1', TOPIC, 'phx_reply', { status: 'ok', response: {} });
    second.say('1', '1', TOPIC, 'phx_close', {});
    expect(made.room.getSnapshot().value).toBe('joining');
  });
});

describe('the tags of a channel', () => {
  it('tell whether messages arrive and whether a push is taken', () => {
    const made = offlineRoom();
    const tags = () => [...made.room.getSnapshot().tags].sort();
    expect(tags()).toEqual(['can-push']);
    made.socket.open();
    expect(tags()).toEqual(['can-push']);
    accept(made.socket);
    expect(tags()).toEqual(['can-push', 'joined']);
    end(made.socket);
    expect(tags()).toEqual([]);
  });
});
