import { describe, expect, it } from 'vitest';
import { type ClientInput, on, onFrame, push } from 'xstate-phoenix';
import type { Way } from './proxy.ts';
import { failureOf, joinedAnew, joinedWorld, next, TOPICS, until } from './world.ts';

/** Long enough for a machine that is busy, short enough to wait for. */
const heartbeat = { heartbeatIntervalMs: 300, heartbeatTimeoutMs: 1_000 } satisfies Partial<ClientInput>;
/** Milliseconds a timer of Node may be early by another clock. */
const EARLY_MS = 5;

describe('a connection that is silent, though nobody ended it', () => {
  const ways: readonly (Way | 'both')[] = ['both', 'down', 'up'];

  it.each(ways)('(%s) is found by the heartbeat after interval and timeout, and given up', async (way) => {
    const world = await joinedWorld(heartbeat);
    const lost = next(world.client, 'connection.lost');
    await next(world.client, 'heartbeat');
    const silentAt = performance.now();
    world.proxy.links[0]?.treat(way, { hold: true });
    const outcome = push(world.rooms[0], 'noreply');
    const again = joinedAnew(world);
    expect(await lost).toMatchObject({ code: 1006, cause: 'heartbeat', willRetry: true });
    const { heartbeatIntervalMs, heartbeatTimeoutMs } = heartbeat;
    expect(performance.now() - silentAt).toBeGreaterThan(heartbeatIntervalMs + heartbeatTimeoutMs - EARLY_MS);
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    await again;
    expect(world.joinsOn(2)).toEqual(TOPICS);
  });

  it.each(ways)('(%s) changes nothing when its bytes arrive after all (I3)', async (way) => {
    const world = await joinedWorld(heartbeat);
    const [held] = world.proxy.links;
    const heard: unknown[] = [];
    on(world.rooms[0], '*', (payload) => heard.push(payload));
    await next(world.client, 'heartbeat');
    held?.treat(way, { hold: true });
    const ask = () => push(world.rooms[0], 'push_me', { event: 'tick', payload: { connection: 1 }, n: 1 });
    const outcome = ask();
    const again = joinedAnew(world);
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    await again;
    const before = world.said.length;
    held?.treat('both', {});
    // The server acts on what it reads, late as it is.
    await until(() => world.readOn(1, 'push_me').length === 1 && world.server.connections === 1);
    await push(world.rooms[0], 'ping');
    expect(world.said.slice(before).map(({ type }) => type)).not.toContain('frame.dropped');
    expect(heard).toEqual([]);
    expect(world.readOn(2, 'push_me')).toEqual([]);
  });

  it('loses nothing where the silence ends before the heartbeat does', async () => {
    const world = await joinedWorld({ ...heartbeat, heartbeatTimeoutMs: 15_000 });
    await next(world.client, 'heartbeat');
    world.proxy.treat('both', { hold: true });
    const asked = new Promise((resolve) =>
      onFrame(world.client, ({ direction, frame }) => direction === 'out' && frame[3] === 'heartbeat' && resolve(true)),
    );
    const replies = world.rooms.map((room, n) => push(room, 'ping', { n }));
    await asked;
    world.proxy.heal();
    expect(await Promise.all(replies)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    await next(world.client, 'heartbeat');
    expect(world.said.map(({ type }) => type)).toEqual(['connected']);
  });
});

describe('a connection that is slow', () => {
  it('lets a push run into its timeout, sent, and its late reply is ignored', async () => {
    const world = await joinedWorld();
    world.proxy.treat('down', { delayMs: 500 });
    const startedAt = performance.now();
    const outcome = push(world.rooms[0], 'ping', { n: 1 }, { timeoutMs: 100 });
    expect(await failureOf(outcome)).toEqual({ code: 'timeout', sent: true });
    expect(performance.now() - startedAt).toBeGreaterThan(100 - EARLY_MS);
    // Behind the reply to the first, in the same connection.
    expect(await push(world.rooms[0], 'ping', { n: 2 })).toEqual({ n: 2 });
    expect(world.said.map(({ type }) => type)).toEqual(['connected']);
  });

  it('lets a join run into its timeout, which is left and joined anew', async () => {
    const world = await joinedWorld({ joinTimeoutMs: 500 });
    world.proxy.treat('down', { delayMs: 900 });
    const again = joinedAnew(world);
    const failed = new Promise((resolve) => world.rooms[0].on('join.failed', resolve));
    world.proxy.cut();
    expect(await failed).toMatchObject({ willRetry: true, error: { code: 'timeout' } });
    world.proxy.heal();
    await again;
    await until(() => world.readOn(2, 'phx_leave').length >= 1);
    expect(await push(world.rooms[0], 'ping', { n: 1 })).toEqual({ n: 1 });
  });

  it.each(['up', 'down'] as const)('carries a large frame %s whole, and what is behind it in order', async (way) => {
    const world = await joinedWorld();
    const text = 'x'.repeat(1_000_000);
    world.proxy.treat(way, { bytesPerSecond: 2_000_000 });
    const order: string[] = [];
    const large = push(world.rooms[0], 'ping', { text }).finally(() => order.push('large'));
    const small = push(world.rooms[0], 'ping', { n: 1 }).finally(() => order.push('small'));
    expect(await large).toEqual({ text });
    expect(await small).toEqual({ n: 1 });
    expect(order).toEqual(['large', 'small']);
  });
});
