import { describe, expect, it, vi } from 'vitest';
import { clientMachine, interpret, join, on } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { joiningRoom, of, TOPIC } from './support/room.ts';
import { askingRoom, servedRoom } from './support/served.ts';

describe('a listener', () => {
  it('hears the messages of its event with payload and message, in order', async () => {
    const { server, room } = await servedRoom();
    const heard: unknown[] = [];
    on(room, 'msg', (payload, message) => heard.push([payload, message]));
    server.push(TOPIC, 'msg', { n: 1 });
    server.push(TOPIC, 'other', { n: 2 });
    server.broadcast(TOPIC, 'msg', { n: 3 });
    expect(heard).toEqual([
      [{ n: 1 }, { topic: TOPIC, event: 'msg', payload: { n: 1 }, joinRef: '1' }],
      [{ n: 3 }, { topic: TOPIC, event: 'msg', payload: { n: 3 }, joinRef: null }],
    ]);
  });

  it('hears all with "*", and a message named "*" like any other', async () => {
    const { server, room } = await servedRoom();
    const heard: string[] = [];
    on(room, '*', (_, { event }) => heard.push(event));
    for (const event of ['a', '*', 'b']) server.push(TOPIC, event, {});
    expect(heard).toEqual(['a', '*', 'b']);
  });

  it('hears none that is named like one of ours', async () => {
    const { server, room } = await servedRoom();
    const heard = vi.fn();
    on(room, 'joined', heard);
    server.crash(TOPIC);
    expect(heard).not.toHaveBeenCalled();
  });

  it('hears bytes as bytes', async () => {
    const { server, room } = await servedRoom();
    const heard: unknown[] = [];
    on<Uint8Array>(room, 'e', (payload) => heard.push(payload));
    server.broadcast(TOPIC, 'e', Uint8Array.of(5, 6));
    expect(heard).toEqual([new Uint8Array([5, 6])]);
  });

  it('hears nothing after its undo, which may be called again', async () => {
    const { server, room } = await servedRoom();
    const heard = vi.fn();
    const other = vi.fn();
    const off = on(room, 'msg', heard);
    on(room, 'msg', other);
    off();
    off();
    server.push(TOPIC, 'msg', {});
    expect(heard).not.toHaveBeenCalled();
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('is one more each time it is added, undone one by one', async () => {
    const { server, room } = await servedRoom();
    const heard = vi.fn();
    const off = on(room, 'msg', heard);
    on(room, 'msg', heard);
    server.push(TOPIC, 'msg', {});
    off();
    server.push(TOPIC, 'msg', {});
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('stays through crashes, rejoins and reconnects, and can be there before the first join', async () => {
    const { server, room } = askingRoom();
    const heard = vi.fn();
    on(room, 'msg', heard);
    await server.connectAndExpectJoin(TOPIC);
    server.crash(TOPIC);
    await server.expectJoin(TOPIC, { withinMs: 1000 });
    server.broadcast(TOPIC, 'msg');
    server.drop();
    await server.expectJoin(TOPIC, { withinMs: 10 });
    server.broadcast(TOPIC, 'msg');
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
  it('take effect with the next message', async () => {
    const { server, room } = await servedRoom();
    const log: string[] = [];
    const offs: (() => void)[] = [];
    on(room, 'msg', () => {
      log.push('first');
      offs[0]?.();
      if (log.length === 1) on(room, 'msg', () => log.push('added'));
    });
    offs.push(on(room, 'msg', () => log.push('removed')));
    server.push(TOPIC, 'msg', {});
    expect(log).toEqual(['first', 'removed']);
    server.push(TOPIC, 'msg', {});
    expect(log).toEqual(['first', 'removed', 'first', 'added']);
  });
});

describe('a listener that throws', () => {
  const thrown = new Error('listener');
  const fail = () => {
    throw thrown;
  };

  it('is reported once for each message, and stops no other and no later message', async () => {
    const { server, room, said } = await servedRoom();
    const before = vi.fn();
    const after = vi.fn();
    on(room, 'msg', before);
    on(room, 'msg', fail);
    on(room, '*', after);
    server.push(TOPIC, 'msg', {});
    expect(of(said, 'listener.failed')).toEqual([
      { type: 'listener.failed', error: thrown, topic: TOPIC, event: 'msg' },
    ]);
    server.push(TOPIC, 'msg', {});
    expect(of(said, 'listener.failed')).toHaveLength(2);
    expect(before).toHaveBeenCalledTimes(2);
    expect(after).toHaveBeenCalledTimes(2);
    expect(room.getSnapshot()).toMatchObject({ status: 'active', value: 'joined' });
  });

  it('is logged, once, only when nobody listens for that', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const server = createTestServer();
    const client = interpret(clientMachine, server.options()).start();
    const room = join(client, TOPIC);
    await server.connectAndExpectJoin(TOPIC);
    on(room, 'msg', fail);
    server.push(TOPIC, 'msg', {});
    expect(log).toHaveBeenCalledTimes(1);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('"msg"'), thrown);
    client.on('listener.failed', () => {});
    server.push(TOPIC, 'msg', {});
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });
});
