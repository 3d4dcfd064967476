import { afterEach, describe, expect, it, vi } from 'vitest';
import { join } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { turns } from '../../support/room.ts';
import { createWorld, type World } from '../../support/world.ts';

afterEach(() => vi.restoreAllMocks());

/** How long the client waits after each of so many failures in a row. */
function waits(world: World, failures: number): number[] {
  return Array.from({ length: failures }, () => {
    world.socket.close();
    const { retryInMs } = world.client.getSnapshot().context;
    world.clock.increment(retryInMs);
    return retryInMs;
  });
}

const attemptOf = (world: World) => world.client.getSnapshot().context.attempt;

describe('a client that waits to reconnect', () => {
  it('waits as phoenix.js does', () => {
    const world = createWorld();
    expect(waits(world, 11)).toEqual([10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000, 5000]);
    expect(world.sockets.length).toBe(12);
  });

  it('dials exactly when the delay has passed, and not again', () => {
    const world = createWorld({ reconnectAfterMs: [1000] });
    world.socket.close();
    world.clock.increment(999);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
    world.clock.increment(5000);
    expect(world.sockets.length).toBe(2);
  });

  it('has one timer', () => {
    const world = createWorld();
    world.socket.close();
    expect(world.clock.timers).toBe(1);
  });

  it('says when it will try again, until it tries', () => {
    const world = createWorld({ reconnectAfterMs: [1000] });
    world.clock.increment(200);
    world.socket.close();
    expect(world.client.getSnapshot().context.retryAt).toBe(1200);
    world.clock.increment(1000);
    expect(world.client.getSnapshot().context.retryAt).toBeNull();
  });

  it('waits as a function of the number of the retry says', () => {
    const asked: number[] = [];
    const world = createWorld({
      reconnectAfterMs: (attempt) => {
        asked.push(attempt);
        return attempt * 100;
      },
    });
    expect(waits(world, 3)).toEqual([100, 200, 300]);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('is random from the second retry on if no jitter is given', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.25);
    const world = createWorld({ jitter: undefined as never, reconnectAfterMs: [1000] });
    expect(waits(world, 3)).toEqual([1000, 750, 875]);
  });

  it('waits five seconds if the function throws, and reports that once', () => {
    const world = createWorld({
      reconnectAfterMs: () => {
        throw new Error('no idea');
      },
    });
    const heard = hear(world.client, 'listener.failed');
    expect(waits(world, 1)).toEqual([5000]);
    expect(heard).toEqual([
      { type: 'listener.failed', error: new Error('no idea'), topic: null, event: 'reconnectAfterMs' },
    ]);
  });

  it.each<[string, () => unknown]>([
    ['NaN', () => Number.NaN],
    ['a negative number', () => -1],
    ['undefined', () => {}],
    ['a string', () => '5'],
    ['a promise', async () => 5],
    ['a promise', async () => JSON.parse('{')],
  ])('waits five seconds where the function gives %s, and reports that once', async (what, give) => {
    // Only possible in JavaScript.
    const world = createWorld({ reconnectAfterMs: () => give() as number });
    const heard = hear(world.client, 'listener.failed');
    expect(waits(world, 1)).toEqual([5000]);
    await turns();
    expect(heard).toMatchObject([{ topic: null, event: 'reconnectAfterMs', error: { code: 'configuration' } }]);
    expect(String(heard[0]?.error)).toContain(`reconnectAfterMs must give milliseconds, 0 or more, but gave ${what};`);
  });
});

describe('the count of retries', () => {
  it('goes on if connections open and break at once, so that the waits grow', () => {
    const world = createWorld({ reconnectAfterMs: [10, 50, 100] });
    const found = [1, 2, 3, 4].map(() => {
      world.open().close(1006);
      const { retryInMs } = world.client.getSnapshot().context;
      world.clock.increment(retryInMs);
      return retryInMs;
    });
    expect(found).toEqual([10, 50, 100, 100]);
  });

  const afterTwoFailures = (input = {}) => {
    const world = createWorld(input);
    waits(world, 2);
    world.open();
    expect(attemptOf(world)).toBe(2);
    return world;
  };

  it('goes on when a heartbeat is answered, and when a topic is joined: a connection may die behind each answer', () => {
    const world = afterTwoFailures({ heartbeatIntervalMs: 100 });
    world.clock.increment(100);
    world.socket.reply(world.socket.last('heartbeat'));
    join(world.client, 'room:lobby');
    world.socket.reply(world.socket.last('phx_join'));
    expect(world.client).toBeIn({ connected: { stability: 'fresh' } });
    world.socket.close();
    expect(world.client.getSnapshot().context).toMatchObject({ attempt: 3, retryInMs: 100 });
  });

  it('goes on when reconnect() replaces a connection, which has not failed', () => {
    const world = afterTwoFailures({ maxAttempts: 4 });
    const failed = hear(world.client, 'connect.failed');
    world.client.send({ type: 'client.reconnect' });
    world.socket.refuse(503);
    expect(failed).toMatchObject([{ attempt: 3, willRetry: true }]);
  });

  it('begins anew when the connection has lasted for stableAfterMs', () => {
    const world = afterTwoFailures({ stableAfterMs: 700 });
    world.clock.increment(699);
    expect(attemptOf(world)).toBe(2);
    world.clock.increment(1);
    expect(attemptOf(world)).toBe(0);
    expect(world.client.getSnapshot().hasTag('stable')).toBe(true);
  });

  it('begins anew after ten seconds by default', () => {
    const world = afterTwoFailures();
    world.clock.increment(9999);
    expect(attemptOf(world)).toBe(2);
    world.clock.increment(1);
    expect(attemptOf(world)).toBe(0);
  });

  it('begins anew with a disconnect', () => {
    const world = createWorld();
    waits(world, 2);
    world.client.send({ type: 'client.disconnect' });
    expect(attemptOf(world)).toBe(0);
    world.client.send({ type: 'client.connect' });
    expect(waits(world, 1)).toEqual([10]);
  });
});

describe('maxAttempts', () => {
  it('makes the client fail when so many attempts in a row have failed, and emits that once', () => {
    const world = createWorld({ maxAttempts: 3 });
    const heard = hear(world.client, 'connect.failed');
    waits(world, 2);
    expect(world.client).toBeIn('connecting');
    world.socket.close();
    expect(world.client).toBeIn('failed');
    expect(heard.map(({ attempt, willRetry }) => [attempt, willRetry])).toEqual([
      [1, true],
      [2, true],
      [3, false],
    ]);
    expect(world.client.getSnapshot().context.error).toMatchObject({
      code: 'exhausted',
      cause: { code: 'unreachable' },
    });
    expect(world.clock.timers).toBe(0);
    world.clock.increment(600_000);
    expect(world.sockets.length).toBe(3);
  });

  it('leaves no socket alive when the last attempt took too long', () => {
    const world = createWorld({ maxAttempts: 1 });
    world.clock.increment(10_000);
    expect(world.client).toBeIn('failed');
    expect(world.alive).toEqual([]);
  });

  it('counts connections that broke before they were stable', () => {
    const world = createWorld({ maxAttempts: 2 });
    world.open().close(1006);
    world.clock.increment(10);
    world.open().close(1006);
    expect(world.client).toBeIn('failed');
  });

  it('does not count a connection that was stable', () => {
    const world = createWorld({ maxAttempts: 1 });
    world.open();
    world.clock.increment(10_000);
    world.socket.close();
    expect(world.client).toBeIn('reconnect-waiting');
    world.clock.increment(10);
    world.socket.close();
    expect(world.client).toBeIn('failed');
  });

  it('counts from the beginning after the client was asked to connect', () => {
    const world = createWorld({ maxAttempts: 2 });
    waits(world, 2);
    expect(world.client).toBeIn('failed');
    world.client.send({ type: 'client.connect' });
    expect(waits(world, 1)).toEqual([10]);
    expect(world.client).toBeIn('connecting');
    world.socket.close();
    expect(world.client).toBeIn('failed');
  });

  it('does not count an attempt that reconnect() replaces, which has not failed', () => {
    const world = createWorld({ maxAttempts: 2 });
    const failed = hear(world.client, 'connect.failed');
    world.client.send({ type: 'client.reconnect' });
    world.socket.refuse(503);
    expect(failed).toMatchObject([{ attempt: 1, willRetry: true }]);
  });
});

describe('an attempt that fails after a reconnect', () => {
  it('of a stable connection is the first one', () => {
    const world = createWorld({ maxAttempts: 1 });
    world.open();
    world.clock.increment(10_000);
    world.client.send({ type: 'client.reconnect' });
    const failed = hear(world.client, 'connect.failed');
    world.socket.refuse(503);
    expect(failed).toMatchObject([{ attempt: 1, willRetry: false }]);
    expect(world.client).toBeIn('failed');
  });
});
