import { describe, expect, it } from 'vitest';
import { type ClientInput, cast, clientMachine, connect, interpret, join, leave, rejoin } from 'xstate-phoenix';
import '../../support/matchers.ts';
import { createWorld, type Socket } from '../../support/world.ts';

const IDLE = 5_000;

function idleWorld(input: Partial<ClientInput> = {}) {
  const world = createWorld({ idleDisconnectMs: IDLE, ...input });
  const joined = (topic: string, socket: Socket = world.socket) => {
    const room = join(world.client, topic);
    socket.reply(socket.last('phx_join'));
    expect(room).toBeIn('joined');
    return room;
  };
  const { client, clock } = world;
  return { client, clock, world, joined, open: () => world.open() };
}

const left = (socket: Socket) => socket.reply(socket.last('phx_leave'));
const disconnected = { value: 'disconnected', context: { reason: 'idle', retryAt: null } };

describe('a client with idleDisconnectMs', () => {
  it('disconnects in order when it has had no topic for so long, and says why', () => {
    const { client, clock, open } = idleWorld();
    const heard: string[] = [];
    client.on('*', ({ type }) => void heard.push(type));
    const socket = open();
    clock.increment(IDLE - 1);
    expect(client).toBeIn({ connected: { usage: 'idle' } });
    expect(socket.closing).toBeUndefined();
    clock.increment(1);
    expect(client.getSnapshot()).toMatchObject(disconnected);
    expect(socket.closing).toMatchObject({ code: 1000 });
    expect(heard).toEqual(['connected', 'disconnected']);
    expect(clock.timers).toBe(0);
  });

  it('counts from when the last topic is gone', async () => {
    const { client, clock, open, joined } = idleWorld();
    const socket = open();
    clock.increment(IDLE - 1);
    const [one, other] = [joined('room:1'), joined('room:2')];
    clock.increment(9_000);
    void leave(one);
    left(socket);
    clock.increment(9_000);
    expect(client).toBeIn({ connected: { usage: 'used' } });
    void leave(other);
    left(socket);
    clock.increment(IDLE - 1);
    expect(client).toBeIn({ connected: { usage: 'idle' } });
    clock.increment(1);
    expect(client).toBeIn('disconnected');
  });

  it('does not count a topic that is closed, until it is joined again', () => {
    const { client, clock, open, joined } = idleWorld();
    const socket = open();
    const room = joined('room:lobby');
    const [joinRef] = socket.last('phx_join');
    socket.say(joinRef, null, 'room:lobby', 'phx_close', {});
    expect(room).toBeIn('closed');
    clock.increment(IDLE - 1);
    rejoin(room);
    socket.reply(socket.last('phx_join'));
    clock.increment(9_000);
    expect(room).toBeIn('joined');
    socket.say(socket.last('phx_join')[0], null, 'room:lobby', 'phx_close', {});
    clock.increment(IDLE);
    expect(client.getSnapshot()).toMatchObject(disconnected);
  });

  it('does not count a topic that is leaving, and counts it again when it is joined meanwhile', () => {
    const { client, clock, open, joined } = idleWorld({ leaveTimeoutMs: 60_000 });
    open();
    const room = joined('room:lobby');
    void leave(room);
    clock.increment(IDLE - 1);
    join(client, 'room:lobby');
    clock.increment(IDLE);
    expect(client).toBeIn({ connected: { usage: 'used' } });
  });

  it.each([
    ['a new topic is joined', (client: ReturnType<typeof idleWorld>['client']) => void join(client, 'room:new')],
    [
      'a topic is joined by an event',
      (client: ReturnType<typeof idleWorld>['client']) => client.send({ type: 'channel.join', topic: 'room:new' }),
    ],
  ])('dials when %s, as if nothing had been', (_, act) => {
    const { client, clock, world, open } = idleWorld();
    open();
    clock.increment(IDLE);
    act(client);
    expect(client).toBeIn({ connecting: 'dialing' });
    expect(client.getSnapshot().context.reason).toBeNull();
    const socket = world.open();
    expect(socket.of('phx_join').length).toBe(1);
    socket.reply(socket.last('phx_join'));
    clock.increment(9_000);
    expect(client).toBeIn({ connected: { usage: 'used' } });
  });

  it('dials when a closed topic is joined again', () => {
    const { client, clock, open, joined } = idleWorld();
    const socket = open();
    const room = joined('room:lobby');
    socket.say(socket.last('phx_join')[0], null, 'room:lobby', 'phx_close', {});
    clock.increment(IDLE);
    expect(client).toBeIn('disconnected');
    rejoin(room);
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it('keeps what is cast to a topic while it dials', () => {
    const { client, clock, world, open } = idleWorld();
    open();
    clock.increment(IDLE);
    cast(join(client, 'room:lobby'), 'hello');
    const socket = world.open();
    socket.reply(socket.last('phx_join'));
    expect(socket.of('hello').length).toBe(1);
  });

  it('never dials for a topic where its user has disconnected, or has never connected', () => {
    const asked = idleWorld();
    asked.open();
    asked.client.send({ type: 'client.disconnect' });
    asked.world.socket.close(1000);
    join(asked.client, 'room:lobby');
    expect(asked.client).toBeIn('disconnected');
    const idle = idleWorld();
    idle.open();
    idle.clock.increment(IDLE);
    idle.client.send({ type: 'client.disconnect' });
    join(idle.client, 'room:lobby');
    expect(idle.client.getSnapshot()).toMatchObject({ value: 'disconnected', context: { reason: 'requested' } });
    const never = idleWorld({ autoConnect: false });
    join(never.client, 'room:lobby');
    expect(never.client).toBeIn('disconnected');
  });

  it('does not dial for a sign of life of the page, and does when asked', () => {
    const { client, clock, open } = idleWorld();
    open();
    clock.increment(IDLE);
    for (const type of ['network.online', 'page.visible', 'page.resumed'] as const) client.send({ type });
    expect(client).toBeIn('disconnected');
    void connect(client);
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it('counts the topics that were joined before it was started, and those it was restored with', () => {
    const early = createWorld({ idleDisconnectMs: IDLE }, { start: false });
    join(early.client, 'room:lobby');
    early.client.start();
    early.open();
    early.clock.increment(9_000);
    expect(early.client).toBeIn({ connected: { usage: 'used' } });
    const snapshot = early.client.getPersistedSnapshot();
    const restored = createWorld({ idleDisconnectMs: IDLE }, { snapshot });
    restored.open();
    restored.clock.increment(9_000);
    expect(restored.client).toBeIn({ connected: { usage: 'used' } });
  });

  it('counts after a restart as before, without the topics that were left meanwhile', () => {
    const { client, clock, world, open, joined } = idleWorld();
    open();
    const [one, other] = [joined('room:1'), joined('room:2')];
    client.stop();
    void leave(one);
    client.start();
    const socket = world.open();
    socket.reply(socket.last('phx_join'));
    clock.increment(9_000);
    expect(client).toBeIn({ connected: { usage: 'used' } });
    void leave(other);
    left(socket);
    clock.increment(IDLE);
    expect(client.getSnapshot()).toMatchObject(disconnected);
    client.stop();
    client.start();
    expect(client).toBeIn('disconnected');
  });

  it('has no topic after a restart where all were left meanwhile', () => {
    const { client, clock, world, open, joined } = idleWorld();
    open();
    const room = joined('room:lobby');
    client.stop();
    void leave(room);
    client.start();
    world.open();
    clock.increment(IDLE);
    expect(client.getSnapshot()).toMatchObject(disconnected);
  });

  it('tells its handlers the cause', () => {
    const causes: string[] = [];
    const machine = clientMachine.provide({ actions: { onDisconnect: (_, { cause }) => causes.push(cause) } });
    const world = createWorld({ idleDisconnectMs: IDLE }, { machine });
    world.open();
    world.clock.increment(IDLE);
    world.client.send({ type: 'client.connect' });
    world.client.send({ type: 'client.disconnect' });
    expect(causes).toEqual(['idle', 'requested']);
  });
});

describe('a client without idleDisconnectMs', () => {
  it.each([undefined, Number.POSITIVE_INFINITY])('never disconnects for want of topics (%s)', (idleDisconnectMs) => {
    const world = createWorld({ ...(idleDisconnectMs && { idleDisconnectMs }), heartbeatIntervalMs: 0 });
    world.open();
    world.clock.increment(2 ** 31);
    expect(world.client).toBeIn({ connected: { usage: 'used' } });
  });

  it('is what an interval of none would be, so that is refused', () => {
    const client = interpret(clientMachine, { input: { url: 'ws://x', idleDisconnectMs: 0 } });
    expect(client.getSnapshot().error).toMatchObject({
      problems: [{ path: 'idleDisconnectMs', message: 'must be a number above 0, or Infinity' }],
    });
  });
});
