import { describe, expect, it } from 'vitest';
import { join } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

const connect = { type: 'client.connect' } as const;
const disconnect = { type: 'client.disconnect' } as const;

describe('a disconnect', () => {
  it('closes the socket with 1000, and is over when the other side has closed too', () => {
    const world = createWorld();
    const socket = world.open();
    const heard = hear(world.client);
    world.client.send(disconnect);
    expect(socket.closing).toEqual({ code: 1000, reason: '' });
    expect(world.client).toBeIn({ disconnecting: 'closing' });
    expect(heard).toEqual([]);
    socket.close(1000, 'bye');
    expect(world.client).toBeIn('disconnected');
    expect(heard).toEqual([{ type: 'disconnected' }]);
    expect(world.client.getSnapshot().context).toMatchObject({
      reason: 'requested',
      lastClose: { code: 1000, reason: 'bye' },
    });
  });

  it('closes with the code and the reason that were given', () => {
    const world = createWorld();
    const socket = world.open();
    world.client.send({ ...disconnect, code: 4001, reason: 'logout' });
    expect(socket.closing).toEqual({ code: 4001, reason: 'logout' });
  });

  it.each([1001, 1005, 1006, 2999, 5000, 3000.5, Number.NaN, -1])(
    'closes with 1000 if the event has a code that no client may use, such as %s',
    (code) => {
      const world = createWorld();
      const socket = world.open();
      world.client.send({ ...disconnect, code });
      expect(socket.closing).toMatchObject({ code: 1000 });
    },
  );

  it.each([1000, 3000, 4999])('closes with %s, which a client may use', (code) => {
    const world = createWorld();
    const socket = world.open();
    world.client.send({ ...disconnect, code });
    expect(socket.closing).toMatchObject({ code });
  });

  it('goes on after a second and a half without an answer to the close', () => {
    const world = createWorld();
    world.open();
    world.client.send(disconnect);
    world.clock.increment(1499);
    expect(world.client).toBeIn('disconnecting');
    world.clock.increment(1);
    expect(world.client).toBeIn('disconnected');
  });

  it('first waits until the socket has sent what it holds', () => {
    const world = createWorld();
    const socket = world.open();
    socket.bufferedAmount = 10;
    world.client.send(disconnect);
    world.clock.increment(200);
    expect(world.client).toBeIn({ disconnecting: 'draining' });
    expect(socket.closing).toBeUndefined();
    socket.bufferedAmount = 0;
    world.clock.increment(50);
    expect(socket.closing).toEqual({ code: 1000, reason: '' });
  });

  it('waits for that a second and a half at most, and as long for the close', () => {
    const world = createWorld();
    const socket = world.open();
    socket.bufferedAmount = 10;
    world.client.send(disconnect);
    world.clock.increment(1499);
    expect(socket.closing).toBeUndefined();
    world.clock.increment(1);
    expect(socket.closing).toBeDefined();
    world.clock.increment(1499);
    expect(world.client).toBeIn('disconnecting');
    world.clock.increment(1);
    expect(world.client).toBeIn('disconnected');
  });

  it('is over at once when the other side closes while the socket drains', () => {
    const world = createWorld();
    const socket = world.open();
    socket.bufferedAmount = 10;
    world.client.send(disconnect);
    socket.close(1006);
    expect(world.client).toBeIn('disconnected');
  });

  it('is not lengthened by a second one', () => {
    const world = createWorld();
    const socket = world.open();
    world.client.send(disconnect);
    world.clock.increment(1000);
    world.client.send({ ...disconnect, code: 4000 });
    expect(socket.closing).toEqual({ code: 1000, reason: '' });
    world.clock.increment(500);
    expect(world.client).toBeIn('disconnected');
  });

  it.each([
    ['preparing', { params: () => new Promise<never>(() => {}) }, () => {}],
    ['dialing', {}, () => {}],
    ['connected', {}, (world: ReturnType<typeof createWorld>) => world.open()],
    ['waiting to retry', {}, (world: ReturnType<typeof createWorld>) => world.socket.close()],
    [
      'paused',
      {},
      (world: ReturnType<typeof createWorld>) => {
        world.socket.close();
        world.client.send({ type: 'page.hidden' });
      },
    ],
    ['failed', {}, (world: ReturnType<typeof createWorld>) => world.socket.refuse(401)],
  ] as const)('ends a client that is %s for good: no timer is left and nothing reconnects', (_, input, arrange) => {
    const world = createWorld(input);
    arrange(world);
    const heard = hear(world.client);
    world.client.send(disconnect);
    world.clock.increment(1500);
    expect(world.client).toBeIn('disconnected');
    expect(heard).toEqual([{ type: 'disconnected' }]);
    expect(world.clock.timers).toBe(0);
    expect(world.alive).toEqual([]);
    const dialed = world.sockets.length;
    for (const type of ['network.online', 'page.visible', 'page.resumed'] as const) world.client.send({ type });
    world.clock.increment(600_000);
    expect(world.sockets.length).toBe(dialed);
    expect(world.client).toBeIn('disconnected');
  });

  it('while the client connects closes the socket and leaves at once, and what the socket says later reaches nobody', () => {
    const world = createWorld();
    const { socket } = world;
    const heard = hear(world.client);
    world.client.send(disconnect);
    expect(world.client).toBeIn('disconnected');
    expect(socket.isAlive).toBe(false);
    socket.open();
    socket.say(null, null, 'room:a', 'shout', {});
    socket.close(1006);
    expect(world.client).toBeIn('disconnected');
    expect(heard).toEqual([{ type: 'disconnected' }]);
  });

  it.each([connect, { type: 'client.reconnect' } as const])(
    'that was overtaken by a $type opens a new socket at once, and ignores the old one',
    (command) => {
      const world = createWorld();
      const old = world.open();
      const heard = hear(world.client);
      world.client.send(disconnect);
      world.client.send(command);
      expect(world.client).toBeIn({ connecting: 'dialing' });
      expect(world.alive).toEqual([world.socket]);
      const fresh = world.open();
      old.close(1000);
      world.clock.increment(5000);
      expect(world.client).toBeIn('connected');
      expect(world.alive).toEqual([fresh]);
      expect(heard).toEqual([
        { type: 'connection.lost', code: 1000, reason: '', cause: 'requested', error: null, willRetry: true },
        { type: 'connected', reconnect: true, headers: {} },
      ]);
    },
  );

  it('that was overtaken while the socket drained lets go of the old socket all the same', () => {
    const world = createWorld();
    const old = world.open();
    old.bufferedAmount = 10;
    world.client.send(disconnect);
    world.client.send(connect);
    expect(old.isAlive).toBe(false);
    world.open();
    world.clock.increment(3000);
    expect(world.client).toBeIn('connected');
  });

  it.each([
    [4001, 4001],
    [1001, 1000],
  ])('of %i while the client connects hands %i and its reason to the socket, and to no later one', (code, closed) => {
    const world = createWorld();
    const { socket } = world;
    world.client.send({ ...disconnect, code, reason: 'logout' });
    expect(socket.closing).toEqual({ code: closed, reason: 'logout' });
    world.client.send(connect);
    world.client.send({ type: 'client.reconnect' });
    expect(world.sockets[1]?.closing).toEqual({ code: 1000, reason: undefined });
  });

  it('while its params are asked for dials nothing', async () => {
    const world = createWorld({ params: async () => ({}) });
    world.client.send({ ...disconnect, code: 4001, reason: 'logout' });
    await turns();
    expect(world.client).toBeIn('disconnected');
    expect(world.sockets).toEqual([]);
  });

  it('of a client that never connected is remembered as asked for', () => {
    const world = createWorld({ autoConnect: false });
    world.client.send(disconnect);
    expect(world.client).toBeIn('disconnected');
    expect(world.client.getSnapshot().context.reason).toBe('requested');
  });

  it('keeps the topics, which are joined again on the next connection and not before', () => {
    const world = createWorld();
    const first = world.open();
    const room = join(world.client, 'room:lobby');
    first.reply(first.last('phx_join'));
    const crashed: unknown[] = [];
    room.on('crashed', (event) => crashed.push(event));
    world.client.send(disconnect);
    expect(room).toBeIn({ 'rejoin-waiting': 'offline' });
    first.close(1000);
    expect(crashed).toEqual([]);
    world.client.send(connect);
    const second = world.open();
    expect(second.frames.map((frame) => frame[3])).toEqual(['phx_join']);
  });
});

describe('a connection that opens', () => {
  it('gets exactly one join for each wanted topic and nothing else, whatever was asked offline', () => {
    const world = createWorld();
    const first = join(world.client, 'room:a');
    join(world.client, 'room:b');
    join(world.client, 'room:gone').send({ type: 'channel.leave' });
    first.send({ type: 'channel.push', event: 'early', payload: {} });
    for (let failure = 0; failure < 3; failure += 1) {
      world.socket.close();
      world.clock.increment(100);
    }
    join(world.client, 'room:a');
    expect(world.open().frames.map((frame) => [frame[2], frame[3]])).toEqual([
      ['room:a', 'phx_join'],
      ['room:b', 'phx_join'],
    ]);
  });
});
