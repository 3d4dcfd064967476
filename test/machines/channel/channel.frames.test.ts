import { describe, expect, it } from 'vitest';
import { cast, on, push, v1 } from 'xstate-phoenix';
import { accept, crash, joinedRoom, joiningRoom, of, offlineRoom, TOPIC } from '../../support/room.ts';
import { nextTask } from '../../support/task.ts';

describe('the frames of a channel', () => {
  it('all carry the join_ref of its join, and refs that never repeat', () => {
    const made = joinedRoom();
    void push(made.room, 'one');
    cast(made.room, 'two');
    crash(made.socket);
    made.clock.increment(1000);
    accept(made.socket);
    void push(made.room, 'three');
    made.room.send({ type: 'channel.leave' });
    expect(made.socket.frames.map(([joinRef, ref, , event]) => [joinRef, ref, event])).toEqual([
      ['1', '1', 'phx_join'],
      ['1', '2', 'one'],
      ['1', '3', 'two'],
      ['4', '4', 'phx_join'],
      ['4', '5', 'three'],
      ['4', '6', 'phx_leave'],
    ]);
  });
});

describe('a message', () => {
  it('of the present join, or of none, is delivered in the order of arrival', () => {
    const { socket, heard } = joinedRoom();
    socket.say('1', null, TOPIC, 'a', { n: 1 });
    socket.say(null, null, TOPIC, 'b', { n: 2 });
    socket.say('1', null, TOPIC, 'a', { n: 3 });
    expect(heard).toEqual([
      { type: 'message', topic: TOPIC, event: 'a', payload: { n: 1 }, joinRef: '1' },
      { type: 'message', topic: TOPIC, event: 'b', payload: { n: 2 }, joinRef: null },
      { type: 'message', topic: TOPIC, event: 'a', payload: { n: 3 }, joinRef: '1' },
    ]);
  });

  it('of another join is dropped, whatever the state', () => {
    const made = joinedRoom();
    crash(made.socket);
    expect(made.room.getSnapshot().context.joinRef).toBeNull();
    made.socket.say('1', null, TOPIC, 'waiting', {});
    made.clock.increment(1000);
    made.socket.say('1', null, TOPIC, 'joining', {});
    accept(made.socket);
    made.heard.length = 0;
    made.socket.say('1', null, TOPIC, 'joined', {});
    expect(made.heard).toEqual([]);
    expect(of(made.said, 'frame.dropped')).toMatchObject([
      { why: 'stale', topic: TOPIC, event: 'waiting', error: null },
      { why: 'stale', topic: TOPIC, event: 'joining', error: null },
      { why: 'stale', topic: TOPIC, event: 'joined', error: null },
    ]);
  });

  it('that is a broadcast is dropped unless the topic is joined', () => {
    const { socket, clock, heard, said } = joiningRoom();
    socket.say(null, null, TOPIC, 'while joining', {});
    clock.increment(10_000);
    socket.say(null, null, TOPIC, 'while waiting', {});
    expect(of(heard, 'message')).toEqual([]);
    expect(of(said, 'frame.dropped').map(({ why, event }) => [why, event])).toEqual([
      ['not_joined', 'while joining'],
      ['not_joined', 'while waiting'],
    ]);
  });

  it('that comes right after the ok is delivered after "joined"', () => {
    const { socket, heard } = joiningRoom();
    accept(socket);
    socket.say(null, null, TOPIC, 'first', {});
    expect(heard.map(({ type }) => type)).toEqual(['joined', 'message']);
  });

  it('may have the name of any of our events', () => {
    const { socket, heard, room } = joinedRoom();
    const names = ['*', 'joined', 'left', 'message', 'channel.leave', 'xstate.stop', '__proto__', 'connection.lost'];
    for (const name of names) socket.say('1', null, TOPIC, name, {});
    expect(of(heard, 'message').map(({ event }) => event)).toEqual(names);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it.each(['phx_join', 'phx_leave'])('named %s has no meaning and is dropped', (event) => {
    const { socket, heard, said, room } = joinedRoom();
    socket.say('1', null, TOPIC, event, {});
    expect(heard).toEqual([]);
    expect(of(said, 'frame.dropped')).toMatchObject([{ why: 'reserved', topic: TOPIC, event }]);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('for a topic nobody wants is dropped', () => {
    const { socket, said } = joinedRoom();
    socket.say(null, null, 'room:unknown', 'msg', {});
    expect(of(said, 'frame.dropped')).toMatchObject([{ why: 'unknown_topic', topic: 'room:unknown', event: 'msg' }]);
  });

  it('changes no snapshot', () => {
    const { socket, room } = joinedRoom();
    const before = room.getSnapshot();
    for (let n = 0; n < 3; n += 1) socket.say('1', null, TOPIC, 'msg', { n });
    expect(room.getSnapshot()).toBe(before);
  });
});

describe('dispatch', () => {
  it('is finished with one frame before the next, though a listener writes and hears of it', () => {
    const { socket, room } = joinedRoom();
    const log: string[] = [];
    on(room, 'a', () => {
      log.push('a begins');
      socket.say('1', null, TOPIC, 'b', {});
      log.push('a ends');
    });
    on(room, 'b', () => log.push('b'));
    socket.say('1', null, TOPIC, 'a', {});
    expect(log).toEqual(['a begins', 'a ends', 'b']);
  });

  it('settles a promise in the task of its reply, and delivers the frames behind it in the next task', async () => {
    const { socket, room } = joinedRoom();
    const log: string[] = [];
    const pushed = push(room, 'ask').then(() => log.push('reply'));
    on(room, 'msg', () => log.push('message'));
    socket.reply(socket.last('ask'));
    socket.say('1', null, TOPIC, 'msg', {});
    await pushed;
    expect(log).toEqual(['reply']);
    await nextTask();
    expect(log).toEqual(['reply', 'message']);
  });
});

describe('version 1 of the protocol', () => {
  const say = (socket: { raw(data: string): void }, ref: string | null, event: string, payload: unknown) =>
    socket.raw(JSON.stringify({ topic: TOPIC, event, payload, ref }));

  const joined = () => {
    const made = offlineRoom({ serializer: v1() });
    made.socket.open();
    say(made.socket, '1', 'phx_reply', { status: 'ok', response: {} });
    made.heard.length = 0;
    return made;
  };

  it('joins, pushes, hears and leaves without a join_ref from the server', async () => {
    const { socket, room, heard } = joined();
    expect(room.getSnapshot().value).toBe('joined');
    const reply = push(room, 'ask');
    say(socket, '2', 'phx_reply', { status: 'ok', response: { n: 1 } });
    expect(await reply).toEqual({ n: 1 });
    say(socket, null, 'msg', { n: 2 });
    expect(of(heard, 'message')).toMatchObject([{ event: 'msg', payload: { n: 2 }, joinRef: null }]);
    room.send({ type: 'channel.leave' });
    say(socket, '3', 'phx_reply', { status: 'ok', response: {} });
    expect(room.getSnapshot().value).toBe('left');
  });

  it.each([['1'], [null]])('crashes and closes with %j as ref', (ref) => {
    const crashed = joined();
    say(crashed.socket, ref, 'phx_error', {});
    expect(crashed.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    const closed = joined();
    say(closed.socket, ref, 'phx_close', {});
    expect(closed.room.getSnapshot().value).toBe('closed');
  });

  it('can tell the close of an older join', () => {
    const { socket, room } = joined();
    say(socket, '0', 'phx_close', {});
    expect(room.getSnapshot().value).toBe('joined');
  });
});
