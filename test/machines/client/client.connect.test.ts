import { describe, expect, it } from 'vitest';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

const connect = { type: 'client.connect' } as const;
const reconnect = { type: 'client.reconnect' } as const;

describe('a client', () => {
  it('dials when it starts', () => {
    const { client, sockets } = createWorld();
    expect(client).toBeIn({ connecting: 'dialing' });
    expect(sockets.map(({ url }) => url)).toEqual(['ws://server.test/socket/websocket?vsn=2.0.0']);
  });

  it('dials nothing before it is started', () => {
    const { sockets, clock } = createWorld({}, { start: false });
    clock.increment(60_000);
    expect(sockets).toEqual([]);
  });

  it('does not dial with autoConnect false, until it is asked', () => {
    const { client, sockets, clock } = createWorld({ autoConnect: false });
    clock.increment(600_000);
    expect(client).toBeIn('disconnected');
    expect(clock.timers).toBe(0);
    expect(sockets).toEqual([]);
    client.send(connect);
    expect(sockets.length).toBe(1);
  });

  it('is tagged as connecting until the socket opens, and as connected then', () => {
    const world = createWorld();
    expect([...world.client.getSnapshot().tags]).toEqual(['connecting']);
    world.open();
    expect([...world.client.getSnapshot().tags]).toEqual(['connected']);
  });

  it('emits connected once, with the headers of the upgrade', () => {
    const world = createWorld();
    const heard = hear(world.client);
    world.socket.open({ 'x-served-by': 'a' });
    expect(heard).toEqual([{ type: 'connected', reconnect: false, headers: { 'x-served-by': 'a' } }]);
  });

  it('marks a later connection as a reconnect', () => {
    const world = createWorld();
    const heard = hear(world.client, 'connected');
    world.open().close(1006);
    world.clock.increment(10);
    world.open();
    expect(heard.map((event) => event.reconnect)).toEqual([false, true]);
  });

  it('forgets why an attempt failed once it is connected', () => {
    const world = createWorld();
    world.socket.close(1006);
    expect(world.client.getSnapshot().context.error).toMatchObject({ code: 'unreachable' });
    world.clock.increment(10);
    world.open();
    expect(world.client.getSnapshot().context.error).toBeNull();
  });

  it('ignores connect() while it is connecting or connected', () => {
    const world = createWorld();
    world.client.send(connect);
    world.open();
    world.client.send(connect);
    expect(world.sockets.length).toBe(1);
    expect(world.client).toBeIn('connected');
  });

  it('dials at once when asked during the wait for a retry, keeps counting, and drops the timer of that wait', () => {
    const world = createWorld({ reconnectAfterMs: [1000, 2000] });
    world.socket.close();
    expect(world.client.getSnapshot().context.attempt).toBe(1);
    world.client.send(connect);
    expect(world.sockets.length).toBe(2);
    expect(world.client.getSnapshot().context.attempt).toBe(1);
    world.socket.close();
    expect(world.client.getSnapshot().context).toMatchObject({ attempt: 2, retryInMs: 2000 });
    world.client.send(connect);
    world.open();
    world.clock.increment(5000);
    expect(world.sockets.length).toBe(3);
  });

  it('dials when asked after the server closed with 1000', () => {
    const world = createWorld();
    world.open().close(1000);
    world.client.send(connect);
    expect(world.client).toBeIn('connecting');
    expect(world.sockets.length).toBe(2);
  });

  it('never has two sockets alive, whatever is asked in whatever state', () => {
    const world = createWorld();
    const commands = [connect, reconnect, { type: 'client.disconnect' } as const, { type: 'page.visible' } as const];
    const events = [() => world.socket.open(), () => world.socket.close(1006), () => world.clock.increment(700)];
    const steps = [...commands.map((command) => () => world.client.send(command)), ...events];
    for (const first of steps)
      for (const second of steps)
        for (const third of steps) {
          for (const step of [first, second, third]) step();
          expect(world.alive.length).toBeLessThanOrEqual(1);
        }
    expect(world.sockets.length).toBeGreaterThan(100);
  });
});

describe('reconnect()', () => {
  it('replaces an open connection, and emits its end as requested', () => {
    const world = createWorld();
    const first = world.open();
    const heard = hear(world.client);
    world.client.send(reconnect);
    expect(first.closing).toEqual({ code: 1000, reason: undefined });
    world.open();
    expect(heard).toEqual([
      { type: 'connection.lost', code: 1000, reason: '', cause: 'requested', error: null, willRetry: true },
      { type: 'connected', reconnect: true, headers: {} },
    ]);
  });

  it('replaces an attempt, and ignores its late opening, failure and end', () => {
    const world = createWorld();
    const { socket } = world;
    const heard = hear(world.client);
    world.client.send(reconnect);
    socket.open();
    expect(world.client).toBeIn({ connecting: 'dialing' });
    socket.close(1006);
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(heard).toEqual([]);
  });

  it.each([
    ['while it waits to retry', (world: ReturnType<typeof createWorld>) => world.socket.close()],
    ['after a disconnect', (world: ReturnType<typeof createWorld>) => world.client.send({ type: 'client.disconnect' })],
    ['when it has failed', (world: ReturnType<typeof createWorld>) => world.socket.refuse(403)],
  ])('dials %s', (_, arrange) => {
    const world = createWorld();
    arrange(world);
    world.client.send(reconnect);
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(world.sockets.length).toBe(2);
  });

  it('gives the new attempt all of its time', () => {
    const world = createWorld({ connectTimeoutMs: 1000 });
    world.clock.increment(900);
    world.client.send(reconnect);
    world.clock.increment(900);
    expect(world.client).toBeIn({ connecting: 'dialing' });
    world.clock.increment(100);
    expect(world.client).toBeIn('reconnect-waiting');
  });
});
