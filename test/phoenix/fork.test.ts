import { describe, expect, it, vi } from 'vitest';
import type { Binding } from 'xstate-phoenix/phoenix';
import { PhoenixWorld } from './support/world.ts';

/** Lets promises settle. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('beforeReconnect', () => {
  it('is not called before the first attempt, nor by connect()', () => {
    const beforeReconnect = vi.fn();
    const world = new PhoenixWorld({ beforeReconnect });
    world.open();
    world.socket.disconnect();
    world.conn.end(1000);
    world.socket.connect();
    expect(world.conns).toHaveLength(2);
    expect(beforeReconnect).not.toHaveBeenCalled();
  });

  it('is called before each retry, which waits for its promise', async () => {
    let go = () => {};
    const beforeReconnect = vi.fn(() => new Promise<void>((resolve) => (go = resolve)));
    const world = new PhoenixWorld({ beforeReconnect });
    world.open().end(1006);
    world.pass(10);
    expect(beforeReconnect).toHaveBeenCalledTimes(1);
    expect(world.socket.client.getSnapshot().value).toEqual({ connecting: 'preparing' });
    await settle();
    expect(world.conns).toHaveLength(1);
    go();
    await settle();
    expect(world.conns).toHaveLength(2);
    world.conn.fail();
    world.pass(50);
    expect(beforeReconnect).toHaveBeenCalledTimes(2);
  });

  it('may be no promise: then the retry is made within the call', () => {
    const beforeReconnect = vi.fn();
    const world = new PhoenixWorld({ beforeReconnect });
    world.open().end(1006);
    world.pass(10);
    expect(beforeReconnect).toHaveBeenCalledTimes(1);
    expect(world.conns).toHaveLength(2);
  });

  it('fails the retry when it rejects or throws, and is called again before the next one', async () => {
    const beforeReconnect = vi
      .fn<() => Promise<void> | void>()
      .mockRejectedValueOnce(new Error('no token'))
      .mockImplementationOnce(() => {
        throw new Error('no token');
      });
    const world = new PhoenixWorld({ beforeReconnect });
    world.open().end(1006);
    world.pass(10);
    await settle();
    world.pass(50);
    await settle();
    world.pass(99);
    expect([beforeReconnect.mock.calls.length, world.conns.length]).toEqual([2, 1]);
    world.pass(1);
    expect([beforeReconnect.mock.calls.length, world.conns.length]).toEqual([3, 2]);
  });

  it.each(['disconnect', 'replaceTransport'] as const)(
    'is in vain when the program calls %s() meanwhile',
    async (what) => {
      let go = () => {};
      const world = new PhoenixWorld({ beforeReconnect: () => new Promise<void>((resolve) => (go = resolve)) });
      world.open();
      world.pass(60_000 + 10 + 1_500);
      expect(world.socket.client.getSnapshot().value).toEqual({ connecting: 'preparing' });
      const closed = vi.fn();
      if (what === 'disconnect') world.socket.disconnect(closed);
      else world.socket.replaceTransport(world.socket.transport);
      expect(closed).toHaveBeenCalledTimes(what === 'disconnect' ? 1 : 0);
      go();
      await settle();
      world.pass(60_000);
      expect(world.conns).toHaveLength(1);
      world.socket.connect();
      expect(world.conns).toHaveLength(2);
    },
  );

  it('is called once a dead connection was given up, which is closed then for the program', async () => {
    const states: string[] = [];
    const world = new PhoenixWorld({
      heartbeatIntervalMs: 1_000,
      beforeReconnect: async () => void states.push(world.socket.connectionState()),
    });
    world.open();
    world.pass(2_000 + 10 + 1_500);
    expect(states).toEqual(['closed']);
    const [first] = world.conns;
    world.socket.disconnect();
    await settle();
    first?.end(1000);
    expect(world.conns).toHaveLength(1);
  });

  it('is called by a program that lets its reconnectTimer go off, once the connection has closed', () => {
    const beforeReconnect = vi.fn();
    const world = new PhoenixWorld({ beforeReconnect });
    world.open();
    world.socket.reconnectTimer.callback();
    expect(world.conn.closing).toEqual([]);
    expect(beforeReconnect).not.toHaveBeenCalled();
    world.conn.end(1005);
    expect(beforeReconnect).toHaveBeenCalledTimes(1);
    expect(world.conns).toHaveLength(2);
    world.socket.reconnectTimer.callback();
    world.socket.disconnect();
    world.conn.end(1005);
    expect(world.conns).toHaveLength(2);
  });
});

describe('filterBindings', () => {
  it('decides which callbacks are called, with the payload as it has come', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const heard: unknown[] = [];
    const asked: unknown[] = [];
    const wanted = channel.on('news', (payload) => heard.push(payload));
    channel.on('news', () => heard.push('unwanted'));
    channel.onMessage = () => ({ n: 2 });
    channel.filterBindings = ({ event, ref }: Binding, payload, messageRef) => {
      asked.push([event, payload, messageRef]);
      return ref === wanted;
    };
    channel.trigger('news', { n: 1 }, '7');
    expect(heard).toEqual([{ n: 2 }]);
    expect(asked).toEqual(Array(2).fill(['news', { n: 1 }, '7']));
  });

  it('decides about the callbacks of the channel itself, too', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    channel.filterBindings = ({ event }) => event !== 'phx_error';
    world.conn.say(null, null, 'room:1', 'phx_error', {});
    expect(channel.state).toBe('joining');
  });
});

describe('teardown() of a Channel', () => {
  it('ends it and its actor without a word, and sends nothing', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const heard: string[] = [];
    channel.onClose(() => heard.push('close'));
    channel.join().receive('timeout', () => heard.push('timeout'));
    channel.push('say').receive('timeout', () => heard.push('push timeout'));
    const sent = world.conn.frames.length;
    channel.teardown();
    // Those of the connection: the next heartbeat, and that it becomes stable.
    expect(world.clock.timers).toBe(2);
    expect([channel.state, channel.bindings, channel.pushBuffer]).toEqual(['closed', [], []]);
    expect(channel.ref?.getSnapshot().status).toBe('done');
    world.conn.reply(world.conn.last('phx_join'));
    world.pass(25_000);
    expect(heard).toEqual([]);
    expect(world.conn.frames).toHaveLength(sent);
    expect(world.socket.channels).toEqual([]);
  });

  it('ends the wait to join again', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    world.conn.reply(world.conn.last('phx_join'), 'error');
    channel.rejoinTimer.scheduleTimeout();
    channel.teardown();
    world.pass(25_000);
    expect(world.conn.of('phx_join')).toHaveLength(1);
  });
});

describe('joinPush', () => {
  it('can be timed out by hand: the channel leaves, and joins again after its wait', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join().trigger('timeout', {});
    expect(channel.state).toBe('errored');
    expect(world.conn.last('phx_leave').slice(0, 3)).toEqual(['3', '4', 'room:1']);
    world.pass(1_000);
    expect(world.conn.of('phx_join')).toHaveLength(2);
    expect(channel.state).toBe('joining');
  });
});

describe('sessionStore', () => {
  it('is the memory that the socket was given, and none where there is none', () => {
    const sessionStorage = { getItem: () => null, setItem: () => {} };
    expect(new PhoenixWorld({ sessionStorage }).socket.sessionStore).toBe(sessionStorage);
    expect(new PhoenixWorld().socket.sessionStore).toBeUndefined();
  });
});
