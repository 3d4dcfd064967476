import { describe, expect, it } from 'vitest';
import { awaitJoin, awaitLeave, type ChannelRef, channels, join, leave, push, rejoin } from 'xstate-phoenix';
import { accept, joinedRoom, of, TOPIC } from '../../support/room.ts';

/** Events that end a joined channel, and what the channel emits then. */
const ends = [
  ['crashed', 'phx_error'],
  ['closed', 'phx_close'],
] as const;

describe.each(ends)('a listener of "%s"', (heard, event) => {
  it('may leave the topic and join it again: the join counts', async () => {
    const { client, socket, room } = joinedRoom();
    let again: ChannelRef | undefined;
    room.on(heard, () => {
      leave(room);
      again = join(client, TOPIC, { params: { again: true } });
    });
    const { joinRef } = room.getSnapshot().context;
    socket.say(joinRef, joinRef, TOPIC, event, {});
    expect(again).toBeDefined();
    expect([...channels(client)]).toEqual([again]);
    expect(socket.last('phx_join')[4]).toEqual({ again: true });
    expect(socket.of('phx_join').length).toBe(2);
    accept(socket);
    expect(await awaitJoin(again ?? room)).toMatchObject({ response: {} });
  });

  it('may leave it and rejoin it: the rejoin counts', () => {
    const { socket, room } = joinedRoom();
    room.on(heard, () => {
      leave(room);
      rejoin(room);
    });
    const { joinRef } = room.getSnapshot().context;
    socket.say(joinRef, joinRef, TOPIC, event, {});
    expect(room.getSnapshot().value).toBe('joining');
    expect(socket.of('phx_join').length).toBe(2);
  });

  it('may leave it for good, and a later push fails with left', async () => {
    const { client, socket, room } = joinedRoom();
    const told: Promise<unknown>[] = [];
    room.on(heard, () => {
      told.push(
        leave(room),
        push(room, 'late').catch((error) => error.code),
      );
    });
    const { joinRef } = room.getSnapshot().context;
    socket.say(joinRef, joinRef, TOPIC, event, {});
    expect([...channels(client)]).toEqual([]);
    expect(await Promise.all(told)).toEqual([{ acknowledged: false }, 'left']);
    expect(socket.of('phx_leave')).toEqual([]);
  });

  it('may leave it, join it and leave it again: the last leave waits for the server', async () => {
    const { client, socket, room } = joinedRoom();
    room.on(heard, () => {
      leave(room);
      join(client, TOPIC);
      leave(room);
    });
    const { joinRef } = room.getSnapshot().context;
    socket.say(joinRef, joinRef, TOPIC, event, {});
    expect(room.getSnapshot().value).toBe('leaving');
    expect(socket.of('phx_leave').length).toBe(1);
    const left = awaitLeave(room);
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
  });
});

describe('a push that came as an event', () => {
  const ask = { type: 'channel.push', event: 'ask', payload: {}, id: 'mine' } as const;

  it('emits its outcome once, though its topic ends at the same moment', () => {
    const { socket, room, heard } = joinedRoom();
    room.send(ask);
    room.on('message', () => {
      room.send({ type: 'channel.leave' });
      socket.close();
    });
    socket.say('1', null, TOPIC, 'msg', {});
    expect(room.getSnapshot().value).toBe('left');
    expect(of(heard, 'push.failed')).toMatchObject([{ id: 'mine', error: { code: 'left', sent: true } }]);
  });

  it('emits its outcome once, though its topic ends before it is refused', () => {
    const { client, socket, room, heard } = joinedRoom();
    room.send({ type: 'channel.leave' });
    // The host hears of a dropped frame while the channel handles it, so both of these are handled after that.
    client.on('frame.dropped', () => {
      room.send(ask);
      socket.reply(socket.last('phx_leave'));
    });
    socket.say('1', null, TOPIC, 'msg', {});
    expect(room.getSnapshot().value).toBe('left');
    expect(of(heard, 'push.failed')).toMatchObject([{ id: 'mine', error: { code: 'left', sent: false } }]);
  });
});
