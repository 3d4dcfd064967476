import { describe, expect, it } from 'vitest';
import { cast, join, push } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { nextTask } from '../../support/task.ts';
import { createWorld } from '../../support/world.ts';

const wakes = [['network.online'], ['page.visible'], ['page.resumed']] as const;
const naps = [['network.offline'], ['page.hidden']] as const;

describe('a sign of life', () => {
  it.each(wakes)('such as %s ends the wait for a retry at once, and the retry keeps its number', (type) => {
    const world = createWorld({ reconnectAfterMs: [5000] });
    world.socket.close();
    world.client.send({ type });
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(world.client.getSnapshot().context).toMatchObject({ attempt: 1, retryAt: null });
    world.clock.increment(5000);
    expect(world.sockets.length).toBe(2);
  });

  it.each(wakes)('such as %s ends a pause at once', (type) => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type: 'page.hidden' });
    world.client.send({ type });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it.each(wakes)('such as %s asks anew for url, params and token, as every attempt does', (type) => {
    let asked = 0;
    const params = () => {
      asked += 1;
      return {};
    };
    const world = createWorld({ params, reconnectAfterMs: [5000] });
    world.socket.close();
    world.client.send({ type });
    expect(asked).toBe(2);
  });

  it.each(wakes)('such as %s does not connect a client that has never connected, or was disconnected', (type) => {
    const never = createWorld({ autoConnect: false });
    never.client.send({ type });
    expect(never.client).toBeIn('disconnected');
    const asked = createWorld();
    asked.client.send({ type: 'client.disconnect' });
    asked.client.send({ type });
    expect(asked.client).toBeIn('disconnected');
    const failed = createWorld();
    failed.socket.refuse(403);
    failed.client.send({ type });
    expect(failed.client).toBeIn('failed');
  });

  it.each(wakes)('such as %s disturbs no attempt', (type) => {
    const world = createWorld();
    world.client.send({ type });
    expect(world.sockets.length).toBe(1);
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it.each(wakes)('such as %s has an open connection checked by a heartbeat at once', (type) => {
    const world = createWorld();
    const socket = world.open();
    world.clock.increment(5000);
    world.client.send({ type });
    expect(socket.of('heartbeat').length).toBe(1);
    world.client.send({ type });
    expect(socket.of('heartbeat').length).toBe(1);
    socket.reply(socket.last('heartbeat'));
    world.clock.increment(29_999);
    expect(socket.of('heartbeat').length).toBe(1);
    world.clock.increment(1);
    expect(socket.of('heartbeat').length).toBe(2);
  });

  it.each(wakes)('such as %s ends a connection at once that has slept past its heartbeat', (type) => {
    const world = createWorld();
    const socket = world.open();
    const heard = hear(world.client, 'connection.lost');
    world.clock.sleep(40_001);
    world.client.send({ type });
    expect(heard).toMatchObject([{ cause: 'heartbeat', willRetry: true }]);
    expect(socket.frames).toEqual([]);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it.each(wakes)('such as %s ends a connection at once that has slept past the answer to a heartbeat', (type) => {
    const world = createWorld();
    world.open();
    world.clock.increment(30_000);
    world.clock.sleep(10_001);
    world.client.send({ type });
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it('keeps a connection that slept for less than that', () => {
    const world = createWorld();
    world.open();
    world.clock.sleep(40_000);
    world.client.send({ type: 'page.visible' });
    expect(world.client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
  });
});

describe('a push after a sleep', () => {
  it('that lasted no longer than a heartbeat and its answer may take is written', () => {
    const world = createWorld();
    const socket = world.open();
    const room = join(world.client, 'room:lobby');
    socket.reply(socket.last('phx_join'));
    world.clock.sleep(40_000);
    cast(room, 'hello');
    expect(socket.of('hello').length).toBe(1);
  });

  it('that lasted longer ends the connection, and the push is not written to it', async () => {
    const world = createWorld();
    const socket = world.open();
    const room = join(world.client, 'room:lobby');
    socket.reply(socket.last('phx_join'));
    world.clock.sleep(60_000);
    const reply = push(room, 'hello', {}, { timeoutMs: 120_000 });
    expect(socket.of('hello')).toEqual([]);
    expect(world.client).toBeIn('reconnect-waiting');
    world.client.send({ type: 'page.visible' });
    const next = world.open();
    next.reply(next.last('phx_join'));
    next.reply(next.last('hello'), 'ok', { heard: true });
    expect(await reply).toEqual({ heard: true });
  });
});

describe('a push that finds a heartbeat overdue', () => {
  it('is written if the answer has come meanwhile and is handled next', () => {
    const world = createWorld();
    const socket = world.open();
    const room = join(world.client, 'room:lobby');
    socket.reply(socket.last('phx_join'));
    world.clock.increment(30_000);
    world.clock.sleep(10_001);
    // Within a listener of the client, so that the answer and the event of the push are both handled later.
    world.client.on('frame.dropped', () => {
      socket.reply(socket.last('heartbeat'));
      cast(room, 'hello');
    });
    socket.raw('no json');
    expect(world.client).toBeIn({ connected: { heartbeat: 'resting' } });
    cast(room, 'again');
    expect(socket.frames.slice(-2).map(([, , , event]) => event)).toEqual(['hello', 'again']);
  });
});

describe('a client that is offline or hidden', () => {
  it.each(naps)('by %s pauses its wait for a retry', (type) => {
    const world = createWorld({ reconnectAfterMs: [1000] });
    world.socket.close();
    world.client.send({ type });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
    expect(world.client.getSnapshot().context.retryAt).toBeNull();
    world.clock.increment(59_999);
    expect(world.sockets.length).toBe(1);
  });

  it.each(naps)('by %s tries again after a minute, since the sign of life may be missed', (type) => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type });
    world.clock.increment(60_000);
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it.each(naps)('by %s keeps its connection and its attempts', (type) => {
    const world = createWorld();
    world.client.send({ type });
    expect(world.client).toBeIn({ connecting: 'dialing' });
    world.open();
    world.client.send({ type });
    expect(world.client).toBeIn('connected');
  });

  it.each(naps)('by %s, told while it was connected, waits without dialing when the connection is lost', (type) => {
    const world = createWorld({ reconnectAfterMs: [1000] });
    world.open();
    world.client.send({ type });
    world.socket.close();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
    expect(world.client.getSnapshot().context.retryAt).toBeNull();
    world.clock.increment(59_999);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
  });

  it.each(naps)('by %s, told while it was dialing, waits without dialing when the attempt fails', (type) => {
    const world = createWorld({ reconnectAfterMs: [1000] });
    world.client.send({ type });
    world.socket.refuse(503);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it.each(naps)('by %s, told while its params were asked for, waits without dialing when they fail', async (type) => {
    let fail = (_: Error) => {};
    const world = createWorld({
      params: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    world.client.send({ type });
    fail(new Error('none'));
    await nextTask();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it.each(naps)('by %s, told before it was asked to connect, dials once and then waits', (type) => {
    const world = createWorld({ autoConnect: false });
    world.client.send({ type });
    world.client.send({ type: 'client.connect' });
    world.socket.refuse(503);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it.each([
    ['network.offline', 'network.online'],
    ['page.hidden', 'page.visible'],
  ] as const)('by %s goes on as ever where %s was told before the connection was lost', (nap, wake) => {
    const world = createWorld();
    world.open();
    world.client.send({ type: nap });
    world.client.send({ type: wake });
    world.socket.close();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it.each(naps)('by %s waits anew after the try of a minute has failed', (type) => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type });
    world.clock.increment(60_000);
    world.socket.refuse(503);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it.each(['page.visible', 'page.resumed'] as const)('does not dial by %s while it is offline', (type) => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type: 'network.offline' });
    world.client.send({ type });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
    world.client.send({ type: 'network.online' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it('dials at once when the network is back, though the page is hidden, and then waits for the page', () => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type: 'page.hidden' });
    world.client.send({ type: 'network.offline' });
    world.client.send({ type: 'network.online' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
    world.socket.refuse(503);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
    world.client.send({ type: 'page.visible' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it('remembers a network that is back though a sign of life has just ended its connection', () => {
    const world = createWorld();
    world.open();
    world.client.send({ type: 'network.offline' });
    world.clock.sleep(40_001);
    world.client.send({ type: 'network.online' });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it('dials when asked', () => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type: 'network.offline' });
    world.client.send({ type: 'client.connect' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });
});
