import { describe, expect, it, vi } from 'vitest';
import { join, on } from 'xstate-phoenix';
import { accept, crash, joinedRoom, joiningRoom, of, offlineRoom, reconnected, TOPIC } from './support/room.ts';
import { createWorld } from './support/world.ts';

describe('a listener', () => {
  it('hears the messages of its event with payload and message, in order', () => {
    const { socket, room } = joinedRoom();
    const heard: unknown[] = [];
    on(room, 'msg', (payload, message) => heard.push([payload, message]));
    socket.say('1', null, TOPIC, 'msg', { n: 1 });
    socket.say('1', null, TOPIC, 'other', { n: 2 });
    socket.say(null, null, TOPIC, 'msg', { n: 3 });
    expect(heard).toEqual([
      [{ n: 1 }, { topic: TOPIC, event: 'msg', payload: { n: 1 }, joinRef: '1' }],
      [{ n: 3 }, { topic: TOPIC, event: 'msg', payload: { n: 3 }, joinRef: null }],
    ]);
  });

  it('hears all with "*", and a message named "*" like any other', () => {
    const { socket, room } = joinedRoom();
    const heard: string[] = [];
    on(room, '*', (_, { event }) => heard.push(event));
    for (const event of ['a', '*', 'b']) socket.say('1', null, TOPIC, event, {});
    expect(heard).toEqual(['a', '*', 'b']);
  });

  it('hears none that is named like one of ours', () => {
    const { socket, room } = joinedRoom();
    const heard = vi.fn();
    on(room, 'joined', heard);
    crash(socket);
    expect(heard).not.toHaveBeenCalled();
  });

  it('hears bytes as bytes', () => {
    const { socket, room } = joinedRoom();
    const heard: unknown[] = [];
    on<Uint8Array>(room, 'e', (payload) => heard.push(payload));
    socket.raw(new Uint8Array([2, TOPIC.length, 1, ...new TextEncoder().encode(`${TOPIC}e`), 5, 6]).buffer);
    expect(heard).toEqual([new Uint8Array([5, 6])]);
  });

  it('hears nothing after its undo, which may be called again', () => {
    const { socket, room } = joinedRoom();
    const heard = vi.fn();
    const other = vi.fn();
    const off = on(room, 'msg', heard);
    on(room, 'msg', other);
    off();
    off();
    socket.say('1', null, TOPIC, 'msg', {});
    expect(heard).not.toHaveBeenCalled();
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('is one more each time it is added, undone one by one', () => {
    const { socket, room } = joinedRoom();
    const heard = vi.fn();
    const off = on(room, 'msg', heard);
    on(room, 'msg', heard);
    socket.say('1', null, TOPIC, 'msg', {});
    off();
    socket.say('1', null, TOPIC, 'msg', {});
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('stays through crashes, rejoins and reconnects, and can be there before the first join', () => {
    const made = offlineRoom();
    const heard = vi.fn();
    on(made.room, 'msg', heard);
    made.socket.open();
    accept(made.socket);
    crash(made.socket);
    made.clock.increment(1000);
    accept(made.socket);
    made.socket.say(null, null, TOPIC, 'msg', {});
    accept(reconnected(made));
    made.world.socket.say(null, null, TOPIC, 'msg', {});
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('hears nothing while its topic is not joined', () => {
    const { socket, room } = joiningRoom();
    const heard = vi.fn();
    on(room, '*', heard);
    socket.say(null, null, TOPIC, 'msg', {});
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('listeners that change during dispatch', () => {
  it('take effect with the next message', () => {
    const { socket, room } = joinedRoom();
    const log: string[] = [];
    const offs: (() => void)[] = [];
    on(room, 'msg', () => {
      log.push('first');
      offs[0]?.();
      if (log.length === 1) on(room, 'msg', () => log.push('added'));
    });
    offs.push(on(room, 'msg', () => log.push('removed')));
    socket.say('1', null, TOPIC, 'msg', {});
    expect(log).toEqual(['first', 'removed']);
    socket.say('1', null, TOPIC, 'msg', {});
    expect(log).toEqual(['first', 'removed', 'first', 'added']);
  });
});

describe('a listener that throws', () => {
  const thrown = new Error('listener');
  const fail = () => {
    throw thrown;
  };

  it('is reported once for each message, and stops no other and no later message', () => {
    const { socket, room, said } = joinedRoom();
    const before = vi.fn();
    const after = vi.fn();
    on(room, 'msg', before);
    on(room, 'msg', fail);
    on(room, '*', after);
    socket.say('1', null, TOPIC, 'msg', {});
    expect(of(said, 'listener.failed')).toEqual([
      { type: 'listener.failed', error: thrown, topic: TOPIC, event: 'msg' },
    ]);
    socket.say('1', null, TOPIC, 'msg', {});
    expect(of(said, 'listener.failed')).toHaveLength(2);
    expect(before).toHaveBeenCalledTimes(2);
    expect(after).toHaveBeenCalledTimes(2);
    expect(room.getSnapshot()).toMatchObject({ status: 'active', value: 'joined' });
  });

  it('is logged, once, only when nobody listens for that', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld();
    const room = join(world.client, TOPIC);
    const socket = world.open();
    accept(socket);
    on(room, 'msg', fail);
    socket.say('1', null, TOPIC, 'msg', {});
    expect(log).toHaveBeenCalledTimes(1);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('"msg"'), thrown);
    world.client.on('listener.failed', () => {});
    socket.say('1', null, TOPIC, 'msg', {});
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });
});
