import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitConnect, connect, disconnect, join, on, onFrame, ping, reconnect } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { outcome, turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

afterEach(() => vi.restoreAllMocks());

const fails = () => {
  throw new Error('oops');
};

describe('a function of the user that throws', () => {
  it('is emitted once, and not logged while somebody listens', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld({ shouldReconnect: fails });
    const heard = hear(world.client, 'listener.failed');
    world.socket.close();
    expect(heard.length).toBe(1);
    expect(log).not.toHaveBeenCalled();
  });

  it('is not logged while somebody listens to everything', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld({ shouldReconnect: fails });
    const heard = hear(world.client);
    world.socket.close();
    expect(heard.map(({ type }) => type)).toContain('listener.failed');
    expect(log).not.toHaveBeenCalled();
  });

  it('is logged once if nobody listens, or nobody does any more', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld({ shouldReconnect: fails });
    world.client.on('listener.failed', () => {}).unsubscribe();
    world.socket.close();
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[0]).toContain('"shouldReconnect"');
    expect(log.mock.calls[0]?.[1]).toEqual(new Error('oops'));
  });

  it('is named with its topic in the log', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld();
    const socket = world.open();
    const room = join(world.client, 'room:lobby');
    socket.reply(socket.last('phx_join'));
    on(room, 'shout', fails);
    socket.say(null, null, 'room:lobby', 'shout', {});
    expect(log.mock.calls[0]?.[0]).toContain('"shout" of "room:lobby"');
  });

  it('never ends the client', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld({ shouldReconnect: fails, reconnectAfterMs: fails, params: fails, maxAttempts: 3 });
    onFrame(world.client, fails);
    world.clock.increment(60_000);
    expect(world.client.getSnapshot().status).toBe('active');
  });
});

describe('a command from within a listener', () => {
  it('to connect, on hearing of a disconnect, is obeyed, and both promises are kept', async () => {
    const world = createWorld();
    world.open();
    let connected: Promise<void> | undefined;
    world.client.on('disconnected', () => {
      connected ??= connect(world.client);
    });
    const disconnected = disconnect(world.client);
    world.socket.close(1000);
    await disconnected;
    expect(world.client).toBeIn('connecting');
    world.open();
    await connected;
    expect(world.client).toBeIn('connected');
  });

  it('to connect, on hearing of a disconnect that had nothing to close, is obeyed as well', async () => {
    const world = createWorld();
    world.socket.close();
    let connected: Promise<void> | undefined;
    world.client.on('disconnected', () => {
      connected ??= connect(world.client);
    });
    await disconnect(world.client);
    world.open();
    await connected;
  });

  it('to disconnect, on hearing of a loss, leaves nothing that reconnects', async () => {
    const world = createWorld();
    let disconnected: Promise<void> | undefined;
    world.client.on('connection.lost', () => {
      disconnected = disconnect(world.client);
    });
    world.open().close();
    await disconnected;
    expect(world.client).toBeIn('disconnected');
    expect(world.clock.timers).toBe(0);
  });

  it('to disconnect, on hearing that an attempt failed, leaves nothing that reconnects', async () => {
    const world = createWorld();
    world.client.on('connect.failed', () => void disconnect(world.client));
    world.socket.close();
    await turns();
    expect(world.client).toBeIn('disconnected');
    expect(world.clock.timers).toBe(0);
  });

  it('to connect, on hearing of a loss, dials at once', () => {
    const world = createWorld({ reconnectAfterMs: [5000] });
    world.client.on('connection.lost', () => void connect(world.client));
    world.open().close();
    expect(world.sockets.length).toBe(2);
    expect(world.client).toBeIn({ connecting: 'dialing' });
  });

  it('to connect, on hearing that the client has failed, is one new attempt', async () => {
    const world = createWorld();
    let second: Promise<void> | undefined;
    world.client.on('connect.failed', ({ willRetry }) => {
      if (!willRetry) second ??= connect(world.client);
    });
    world.socket.refuse(403);
    expect(world.sockets.length).toBe(2);
    world.open();
    await second;
  });

  it('to reconnect, on hearing of a connection, replaces it', async () => {
    const world = createWorld();
    let again: Promise<void> | undefined;
    world.client.on('connected', () => {
      again ??= reconnect(world.client);
    });
    const first = world.socket;
    first.open();
    expect(first.isAlive).toBe(false);
    expect(world.alive.length).toBe(1);
    expect(await outcome(again ?? Promise.reject())).toBe('pending');
    world.open();
    await again;
  });

  it('to disconnect, on hearing of a connection, ends it before anything else is written', async () => {
    const world = createWorld();
    join(world.client, 'room:lobby');
    world.client.on('connected', () => void disconnect(world.client));
    const socket = world.open();
    socket.close(1000);
    await turns();
    expect(world.client).toBeIn('disconnected');
  });

  it('to ping, on hearing of a connection, is written on it', async () => {
    const world = createWorld();
    let pong: Promise<number> | undefined;
    world.client.on('connected', () => {
      pong = ping(world.client);
    });
    const socket = world.open();
    await turns();
    socket.reply(socket.last('heartbeat'));
    expect(await pong).toBe(0);
  });

  it('to join, on hearing of a connection, writes one join', () => {
    const world = createWorld();
    world.client.on('connected', () => void join(world.client, 'room:lobby'));
    expect(world.open().frames.map((frame) => frame[3])).toEqual(['phx_join']);
  });

  it('to stop, on hearing of a failure, is obeyed', () => {
    const world = createWorld();
    world.client.on('connect.failed', () => void world.client.stop());
    world.socket.close();
    expect(world.client.getSnapshot().status).toBe('stopped');
    expect(world.clock.timers).toBe(0);
  });

  it('that waits for a connection, on hearing of one, is settled', async () => {
    const world = createWorld();
    let connected: Promise<void> | undefined;
    world.client.on('connected', () => {
      connected = awaitConnect(world.client);
    });
    world.open();
    await connected;
  });

  it('of a snapshot is obeyed too', () => {
    const world = createWorld();
    const subscription = world.client.subscribe((snapshot) => {
      if (!snapshot.matches('reconnect-waiting')) return;
      subscription.unsubscribe();
      world.client.send({ type: 'client.disconnect' });
    });
    world.socket.close();
    expect(world.client).toBeIn('disconnected');
    expect(world.clock.timers).toBe(0);
  });

  it('of shouldReconnect is obeyed', () => {
    const world = createWorld({
      shouldReconnect: () => {
        world.client.send({ type: 'client.disconnect' });
        return true;
      },
    });
    world.socket.close();
    expect(world.client).toBeIn('disconnected');
    expect(world.clock.timers).toBe(0);
  });
});
