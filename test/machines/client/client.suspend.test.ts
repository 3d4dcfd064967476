import { describe, expect, it } from 'vitest';
import { cast, join, PushError, push } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld, type World } from '../../support/world.ts';

const shown = ['page.visible', 'page.resumed'] as const;
const suspended = { 'reconnect-waiting': 'suspended' } as const;

function suspendedWorld(): World {
  const world = createWorld();
  world.open();
  world.client.send({ type: 'page.suspended' });
  return world;
}

describe('a page that lets go of its connection', () => {
  it('has its socket closed in order, within the event: the page may stop right after it', () => {
    const world = createWorld();
    const socket = world.open();
    const heard = hear(world.client, 'connection.lost');
    socket.bufferedAmount = 1_000;
    world.client.send({ type: 'page.suspended' });
    expect(socket.closing).toMatchObject({ code: 1000 });
    expect(world.client).toBeIn(suspended);
    expect(heard).toEqual([
      { type: 'connection.lost', code: 1000, reason: '', cause: 'suspended', error: null, willRetry: true },
    ]);
  });

  it('has its attempt given up, and hears of no failure', () => {
    const world = createWorld();
    const heard: string[] = [];
    world.client.on('*', ({ type }) => void heard.push(type));
    world.client.send({ type: 'page.suspended' });
    expect(world.socket.closing).toMatchObject({ code: 1000 });
    expect(world.client).toBeIn(suspended);
    expect(heard).toEqual([]);
  });

  it('waits for no retry any more', () => {
    const world = createWorld({ reconnectAfterMs: [5000] });
    world.socket.close();
    world.client.send({ type: 'page.suspended' });
    expect(world.client).toBeIn(suspended);
    expect(world.client.getSnapshot().context.retryAt).toBeNull();
    const paused = createWorld();
    paused.socket.close();
    paused.client.send({ type: 'page.hidden' });
    paused.client.send({ type: 'page.suspended' });
    expect(paused.client).toBeIn(suspended);
  });

  it('has no timer, and never dials, not even when the network is back', () => {
    const world = suspendedWorld();
    expect(world.clock.timers).toBe(0);
    world.client.send({ type: 'network.offline' });
    world.client.send({ type: 'network.online' });
    world.client.send({ type: 'page.frozen' });
    world.clock.increment(86_400_000);
    expect(world.sockets.length).toBe(1);
    expect(world.client).toBeIn(suspended);
  });

  it.each(shown)('dials at once when it is shown, told by %s, and joins what is wanted', (type) => {
    const world = createWorld();
    const room = join(world.client, 'room:lobby');
    const socket = world.open();
    socket.reply(socket.last('phx_join'));
    const lost: object[] = [];
    room.on('lost', (event) => void lost.push(event));
    world.client.send({ type: 'page.suspended' });
    expect(lost).toEqual([{ type: 'lost', reason: 'connection_closed' }]);
    expect(room).toBeIn({ 'rejoin-waiting': 'offline' });
    world.client.send({ type });
    const next = world.open();
    next.reply(next.last('phx_join'));
    expect(room).toBeIn('joined');
    expect(world.alive).toEqual([next]);
  });

  it.each(shown)('that is offline when it is shown, told by %s, waits for the network', (type) => {
    const world = suspendedWorld();
    world.client.send({ type: 'network.offline' });
    world.client.send({ type });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
    world.client.send({ type: 'network.online' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it.each(shown)('waits for the rest of a Retry-After when it is shown, told by %s', (type) => {
    const world = createWorld();
    world.socket.fail({ code: 1006, reason: '', httpStatus: 503, headers: { 'retry-after': '60' } });
    world.client.send({ type: 'page.suspended' });
    world.clock.increment(20_000);
    world.client.send({ type });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
    world.clock.increment(39_999);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
  });

  it.each(['client.connect', 'client.reconnect'] as const)('dials when asked to by %s', (type) => {
    const world = suspendedWorld();
    world.client.send({ type });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it('is suspended again when such an attempt fails, or its connection is lost', () => {
    const world = suspendedWorld();
    world.client.send({ type: 'client.connect' });
    world.socket.refuse(503);
    expect(world.client).toBeIn(suspended);
    world.client.send({ type: 'client.connect' });
    world.open().close();
    expect(world.client).toBeIn(suspended);
    expect(world.clock.timers).toBe(0);
  });

  it('is disconnected when asked to, and stays so when it is shown', () => {
    const world = suspendedWorld();
    world.client.send({ type: 'client.disconnect' });
    world.client.send({ type: 'page.visible' });
    expect(world.client).toBeIn('disconnected');
  });

  it('has not failed: neither an attempt nor a wait counts', () => {
    const world = createWorld({ maxAttempts: 2, shouldReconnect: () => false });
    for (let round = 0; round < 5; round += 1) {
      world.client.send({ type: 'page.suspended' });
      world.client.send({ type: 'page.visible' });
      world.open();
      world.client.send({ type: 'page.suspended' });
      world.client.send({ type: 'page.resumed' });
    }
    expect(world.client.getSnapshot().context).toMatchObject({ attempt: 0, dials: 1 });
  });

  it('leaves no less than no attempts to a connection that was stable', () => {
    const world = createWorld();
    world.open();
    world.clock.increment(10_000);
    world.client.send({ type: 'page.suspended' });
    expect(world.client.getSnapshot().context.dials).toBe(0);
    world.client.send({ type: 'page.visible' });
    expect(world.client.getSnapshot().context.dials).toBe(1);
  });

  it('loses what was sent, and keeps what waits', async () => {
    const world = createWorld();
    const room = join(world.client, 'room:lobby');
    const socket = world.open();
    socket.reply(socket.last('phx_join'));
    const sent = push(room, 'buy').catch((error: unknown) => error);
    world.client.send({ type: 'page.suspended' });
    expect(await sent).toBeInstanceOf(PushError);
    cast(room, 'later');
    world.client.send({ type: 'page.visible' });
    const next = world.open();
    next.reply(next.last('phx_join'));
    expect(next.of('later').length).toBe(1);
  });

  it('is started again by a restart, as any client that waits', () => {
    const world = suspendedWorld();
    world.client.stop();
    world.client.start();
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it.each([
    ['has never connected', () => createWorld({ autoConnect: false }), 'disconnected'],
    [
      'was disconnected',
      () => {
        const world = createWorld();
        world.client.send({ type: 'client.disconnect' });
        return world;
      },
      'disconnected',
    ],
    [
      'has failed',
      () => {
        const world = createWorld();
        world.socket.refuse(403);
        return world;
      },
      'failed',
    ],
    [
      'is disconnecting',
      () => {
        const world = createWorld();
        world.open();
        world.client.send({ type: 'client.disconnect' });
        return world;
      },
      { disconnecting: 'closing' },
    ],
  ] as const)('is only noted by a client that %s, and remembered', (_, make, state) => {
    const world = make();
    world.client.send({ type: 'page.suspended' });
    world.client.send({ type: 'page.frozen' });
    expect(world.client).toBeIn(state);
    world.client.send({ type: 'client.connect' });
    world.socket.refuse(503);
    expect(world.client).toBeIn(suspended);
  });
});

describe('a page that is frozen', () => {
  it('keeps its connection and its timers', () => {
    const world = createWorld();
    const socket = world.open();
    const { timers } = world.clock;
    world.client.send({ type: 'page.frozen' });
    expect(world.client).toBeIn('connected');
    expect([world.clock.timers, socket.closing]).toEqual([timers, undefined]);
  });

  it('is checked by a heartbeat at once when it wakes', () => {
    const world = createWorld();
    const socket = world.open();
    world.client.send({ type: 'page.frozen' });
    world.client.send({ type: 'page.resumed' });
    expect(socket.of('heartbeat').length).toBe(1);
    world.client.send({ type: 'page.frozen' });
    world.clock.sleep(40_001);
    world.client.send({ type: 'page.resumed' });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it('pauses the wait for a retry, and dials when it wakes', () => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type: 'page.frozen' });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
    world.client.send({ type: 'page.resumed' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it('is remembered where it was told while connected', () => {
    const world = createWorld();
    world.open();
    world.client.send({ type: 'page.frozen' });
    world.socket.close();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it.each(shown)('goes on as ever where %s was told since', (type) => {
    const world = createWorld();
    world.open();
    world.client.send({ type: 'page.frozen' });
    world.client.send({ type });
    world.socket.close();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it('may be suspended while it is', () => {
    const world = createWorld();
    world.socket.close();
    world.client.send({ type: 'page.frozen' });
    world.client.send({ type: 'page.suspended' });
    world.client.send({ type: 'page.frozen' });
    expect(world.client).toBeIn(suspended);
  });
});
