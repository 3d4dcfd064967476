import { describe, expect, it } from 'vitest';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

describe('a lost connection', () => {
  it.each([1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 3410, 4001])(
    'is replaced by a new one after the server closed with %s',
    (code) => {
      const world = createWorld();
      const heard = hear(world.client, 'connection.lost');
      world.open().close(code, 'why');
      expect(heard).toEqual([
        { type: 'connection.lost', code, reason: 'why', cause: 'remote', error: null, willRetry: true },
      ]);
      expect(world.client.getSnapshot().context.lastClose).toEqual({ code, reason: 'why' });
      world.clock.increment(2000);
      expect(world.sockets.length).toBe(2);
    },
  );

  it('is emitted once, and never as a failed attempt', () => {
    const world = createWorld();
    const heard = hear(world.client, 'connection.lost', 'connect.failed', 'disconnected');
    world.open().close(1006);
    expect(heard.map(({ type }) => type)).toEqual(['connection.lost']);
  });

  it.each([
    ['a list', [10]],
    ['a function', () => 10],
  ])('is left alone for half a second after a close with 1000, whatever %s says', (_, reconnectAfterMs) => {
    const world = createWorld({ reconnectAfterMs });
    world.open().close(1000);
    world.clock.increment(499);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
  });

  it('waits for longer after a close with 1000 if the delay is longer', () => {
    const world = createWorld({ reconnectAfterMs: [800] });
    world.open().close(1000);
    expect(world.client.getSnapshot().context.retryInMs).toBe(800);
  });

  it('waits as usual from the second retry on, though the server closes with 1000 again', () => {
    const world = createWorld({ reconnectAfterMs: [10, 20] });
    world.open().close(1000);
    world.clock.increment(500);
    world.open().close(1000);
    expect(world.client.getSnapshot().context.retryInMs).toBe(20);
  });

  it.each<[string, { jitter?: number }]>([
    ['with all the jitter there is', { jitter: 1 }],
    ['where no jitter is given', { jitter: undefined as never }],
  ])('spreads the first retry over a second after a restart of the server, %s', (_, jitter) => {
    const waits = Array.from({ length: 100 }, () => {
      const world = createWorld({ ...jitter, reconnectAfterMs: [0] });
      world.open().close(1012);
      return world.client.getSnapshot().context.retryInMs;
    });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(500);
  });

  it('keeps a delay that a timer can have after a restart of the server', () => {
    const longest = 2 ** 31 - 1;
    const world = createWorld({ reconnectAfterMs: [longest], jitter: undefined as never });
    world.open().close(1012);
    expect(world.client.getSnapshot().context.retryInMs).toBeLessThanOrEqual(longest);
  });
});

describe('an attempt that fails', () => {
  it('is emitted once, and never as a lost connection', () => {
    const world = createWorld();
    const heard = hear(world.client, 'connect.failed', 'connection.lost');
    world.socket.close();
    world.clock.increment(10);
    world.socket.close();
    expect(heard).toMatchObject([
      { type: 'connect.failed', attempt: 1, willRetry: true, httpStatus: undefined, error: { code: 'unreachable' } },
      { type: 'connect.failed', attempt: 2, willRetry: true, httpStatus: undefined, error: { code: 'unreachable' } },
    ]);
  });

  it('says with which code the server closed before it opened', () => {
    const world = createWorld();
    const heard = hear(world.client, 'connect.failed');
    world.socket.close(1013);
    expect(heard).toMatchObject([{ error: { code: 'refused' } }]);
    expect(heard[0]?.error.message).toContain('1013');
    expect(world.client.getSnapshot().context.lastClose).toEqual({ code: 1013, reason: '' });
  });

  it('is given up after connectTimeoutMs, and its socket is closed', () => {
    const world = createWorld({ connectTimeoutMs: 3000 });
    const heard = hear(world.client, 'connect.failed');
    const { socket } = world;
    world.clock.increment(2999);
    expect(heard).toEqual([]);
    world.clock.increment(1);
    expect(heard).toMatchObject([{ error: { code: 'timeout' }, willRetry: true }]);
    expect(socket.isAlive).toBe(false);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
    socket.open();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
    expect(heard.length).toBe(1);
  });

  it('has ten seconds by default', () => {
    const world = createWorld();
    world.clock.increment(9999);
    expect(world.client).toBeIn('connecting');
    world.clock.increment(1);
    expect(world.client).toBeIn('reconnect-waiting');
  });
});
