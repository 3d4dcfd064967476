import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  awaitLeave,
  awaitMessage,
  call,
  channels,
  connect,
  defineClient,
  disconnect,
  join,
  leave,
  messages,
  on,
  onFrame,
  onUnrouted,
  push,
} from 'xstate-phoenix';
import { onTelemetry } from 'xstate-phoenix/telemetry';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { startDefined } from '../../support/defined.ts';
import { createWorld, type World } from '../../support/world.ts';

const TOPIC = 'room:lobby';

/** Stops a client, and starts it again at once. */
function restart({ client }: World) {
  client.stop();
  client.start();
}

/** A world with a topic that is joined. */
function joinedWorld(...[input, options]: Parameters<typeof createWorld>) {
  const world = createWorld(input, options);
  const socket = world.open();
  const room = join(world.client, TOPIC);
  socket.reply(socket.last('phx_join'));
  return { world, room };
}

/** Lets the client connect, and accepts the joins of it. */
function accept(world: World) {
  const socket = world.open();
  for (const frame of socket.of('phx_join')) socket.reply(frame);
  return socket;
}

afterEach(() => void vi.restoreAllMocks());

describe('a client that is stopped and started again', () => {
  it('connects once, and joins its topics once, on the channels it had', () => {
    const { world, room } = joinedWorld();
    restart(world);
    expect(world.alive).toHaveLength(1);
    expect(world.sockets).toHaveLength(2);
    const socket = accept(world);
    expect(socket.of('phx_join').map(([, , topic]) => topic)).toEqual([TOPIC]);
    expect([...channels(world.client)]).toEqual([room]);
    expect(room).toBeIn('joined');
    expect(join(world.client, TOPIC)).toBe(room);
    expect(world.client.getSnapshot().status).toBe('active');
  });

  it('shows its supervisor and its page as active again, as soon as something happens to them', () => {
    const { world } = joinedWorld();
    const { channels: supervisor, page } = world.client.getSnapshot().children;
    restart(world);
    accept(world);
    world.client.send({ type: 'page.hidden' });
    expect([supervisor, page].map((child) => child?.getSnapshot().status)).toEqual(['active', 'active']);
  });

  it.each<[string, (world: World) => void]>([
    ['dialing', () => {}],
    ['connected', (world) => world.open()],
    ['waiting to retry', (world) => world.socket.close()],
    [
      'paused',
      (world) => {
        world.socket.close();
        world.client.send({ type: 'page.hidden' });
      },
    ],
  ])('while it was %s dials at once', (_, arrange) => {
    const world = createWorld();
    arrange(world);
    restart(world);
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(world.alive).toHaveLength(1);
    world.open();
    expect(world.client).toBeIn('connected');
    expect(world.alive).toHaveLength(1);
  });

  it('has the timers of its state, and no older ones', () => {
    const { world } = joinedWorld({ heartbeatIntervalMs: 10_000 });
    world.clock.increment(9_000);
    restart(world);
    const socket = accept(world);
    world.clock.increment(9_999);
    expect(socket.of('heartbeat')).toEqual([]);
    world.clock.increment(1);
    expect(socket.of('heartbeat')).toHaveLength(1);
  });

  it.each<[string, (world: World) => void, string]>([
    ['disconnected', (world) => world.client.send({ type: 'client.disconnect' }), 'disconnected'],
    ['failed', (world) => world.socket.refuse(403), 'failed'],
    [
      'disconnecting',
      (world) => {
        world.open();
        world.client.send({ type: 'client.disconnect' });
      },
      'disconnected',
    ],
  ])('while it was %s dials only when it is asked', (_, arrange, state) => {
    const world = createWorld();
    arrange(world);
    restart(world);
    expect(world.client).toBeIn(state);
    expect(world.sockets).toHaveLength(1);
    void connect(world.client);
    expect(world.client).toBeIn('connecting');
  });

  it('can be stopped and started any number of times', () => {
    const { world, room } = joinedWorld();
    for (let round = 0; round < 5; round += 1) {
      restart(world);
      accept(world);
      expect(room).toBeIn('joined');
    }
    world.client.stop();
    expect([world.clock.timers, world.alive.length]).toEqual([0, 0]);
  });

  it('tells each message once to who listened before, while it was stopped, and after', () => {
    const { world, room } = joinedWorld();
    const heard: string[] = [];
    on(room, 'said', () => heard.push('before'));
    const off = on(room, 'said', () => heard.push('gone'));
    world.client.stop();
    on(room, 'said', () => heard.push('between'));
    off();
    world.client.start();
    on(room, 'said', () => heard.push('after'));
    const [joinRef] = accept(world).last('phx_join');
    world.socket.say(joinRef, null, TOPIC, 'said', {});
    expect(heard.sort()).toEqual(['after', 'before', 'between']);
  });

  it('tells nobody who has stopped listening since', () => {
    const { world, room } = joinedWorld();
    const heard = vi.fn();
    const off = on(room, 'said', heard);
    restart(world);
    off();
    const [joinRef] = accept(world).last('phx_join');
    world.socket.say(joinRef, null, TOPIC, 'said', {});
    expect(heard).not.toHaveBeenCalled();
  });

  it('hears its page as before', () => {
    const { world } = joinedWorld();
    restart(world);
    accept(world);
    world.client.send({ type: 'network.offline' });
    world.socket.close();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it('tells taps and those who hear unrouted messages once', () => {
    const { world } = joinedWorld();
    const taps = vi.fn();
    const unrouted = vi.fn();
    onFrame(world.client, ({ direction }) => direction === 'in' && taps());
    onUnrouted(world.client, unrouted);
    restart(world);
    world.open();
    taps.mockClear();
    world.socket.say(null, null, 'nobody:1', 'said', {});
    expect([taps.mock.calls.length, unrouted.mock.calls.length]).toEqual([1, 1]);
  });

  it('calls its handlers once for what happens, and keeps its user data', () => {
    const called: string[] = [];
    const logic = defineClient({
      assigns: { count: 0 },
      onStart: ({ client, update }) => {
        called.push('start');
        update('count', (count) => count + 1);
        join(client, TOPIC);
      },
      onConnect: () => void called.push('connect'),
      onJoin: () => void called.push('join'),
      onMessage: ({ assigns }, { event }) => void called.push(`${event} ${assigns.count}`),
      onDisconnect: (_, { cause }) => void called.push(`disconnect ${cause}`),
      onTerminate: () => void called.push('terminate'),
    });
    const { client } = startDefined(logic);
    expect(called.splice(0)).toEqual(['start', 'connect', 'join']);
    client.stop();
    client.start();
    client.send({ type: 'channel.push', topic: TOPIC, event: 'shout', payload: {} });
    expect(called).toEqual(['terminate', 'start', 'disconnect requested', 'connect', 'join', 'shouted 2']);
  });

  it('is watched by telemetry as before', () => {
    const { world } = joinedWorld();
    const told: string[] = [];
    onTelemetry(world.client, ({ type }) => told.push(type));
    restart(world);
    accept(world);
    expect(told.filter((type) => type.startsWith('client.join'))).toEqual(['client.join.start', 'client.join.stop']);
    expect(told.filter((type) => type === 'client.connect.stop')).toHaveLength(1);
    const beats = told.length;
    world.clock.increment(30_000);
    world.socket.reply(world.socket.last('heartbeat'));
    expect(told.slice(beats)).toContain('heartbeat');
  });

  it('tells each heartbeat once to those who began to watch while it was stopped', () => {
    const { world } = joinedWorld();
    const told: string[] = [];
    world.client.stop();
    onTelemetry(world.client, ({ type }) => told.push(type));
    world.client.start();
    accept(world);
    world.clock.increment(30_000);
    world.socket.reply(world.socket.last('heartbeat'));
    expect(told.filter((type) => type === 'heartbeat')).toHaveLength(1);
  });

  it('does not join again what was left while it was stopped, or before', async () => {
    const { world, room } = joinedWorld();
    void leave(room);
    const other = join(world.client, 'room:other');
    world.client.stop();
    await leave(other);
    world.client.start();
    expect(accept(world).of('phx_join')).toEqual([]);
    expect([...channels(world.client)]).toEqual([]);
  });

  it('keeps a topic closed that was refused for good', () => {
    const { world, room } = joinedWorld({ shouldRejoin: () => false });
    const [joinRef] = world.socket.last('phx_join');
    world.socket.say(joinRef, null, TOPIC, 'phx_close', {});
    restart(world);
    expect(accept(world).of('phx_join')).toEqual([]);
    expect(room).toBeIn('closed');
    join(world.client, TOPIC);
    accept(world);
    expect(room).toBeIn('joined');
  });

  it('takes pushes, and settles those of before', async () => {
    const { world, room } = joinedWorld();
    const before = push(room, 'slow');
    restart(world);
    await expect(before).rejects.toMatchObject({ code: 'disconnected', sent: true });
    const after = push(room, 'slow');
    const socket = accept(world);
    socket.reply(socket.last('slow'), 'ok', { heard: true });
    expect(await after).toEqual({ heard: true });
  });
});

describe('a promise', () => {
  /** Everything that may be waited for, and how it ends with the client. */
  function promises({ client }: World) {
    const room = join(client, TOPIC);
    const ended = async (iterated: AsyncIterable<unknown>) => {
      for await (const message of iterated) throw new Error(String(message));
      return 'over';
    };
    const outcomes: Record<string, Promise<unknown>> = {
      awaitConnect: awaitConnect(client),
      connect: connect(client),
      awaitJoin: awaitJoin(room),
      awaitMessage: awaitMessage(room, 'said'),
      awaitLeave: awaitLeave(room),
      awaitDisconnect: awaitDisconnect(client),
      push: push(room, 'say'),
      messages: ended(messages(room)),
    };
    return Promise.all(
      Object.entries(outcomes).map(async ([name, outcome]) => [
        name,
        await outcome.then(
          (value) => value ?? 'done',
          ({ code }) => code,
        ),
      ]),
    ).then(Object.fromEntries);
  }
  const settled = {
    awaitConnect: 'disconnected',
    connect: 'disconnected',
    awaitJoin: 'disconnected',
    awaitMessage: 'disconnected',
    awaitLeave: { acknowledged: false },
    awaitDisconnect: 'done',
    push: 'disconnected',
    messages: 'over',
  };

  it('of a client is settled when that is stopped', async () => {
    const world = createWorld();
    const outcomes = promises(world);
    world.client.stop();
    expect(await outcomes).toEqual(settled);
  });

  it('from before the start is settled when the client is stopped without having been started', async () => {
    const world = createWorld({}, { start: false });
    const outcomes = promises(world);
    await Promise.resolve();
    world.client.stop();
    expect(await outcomes).toEqual(settled);
    expect(world.clock.timers).toBe(0);
  });

  it('from before the start is kept by a client that is started after all', async () => {
    const world = createWorld({}, { start: false });
    const connected = awaitConnect(world.client);
    const joined = awaitJoin(join(world.client, TOPIC));
    world.client.start();
    accept(world);
    await expect(Promise.all([connected, joined])).resolves.toMatchObject([undefined, { rejoin: false }]);
  });

  it('of an actor whose observers were removed before the stop is settled too', async () => {
    const world = createWorld();
    const connected = awaitConnect(world.client);
    const disconnected = disconnect(world.client);
    Object.assign(world.client, { observers: new Set() });
    world.client.stop();
    await expect(connected).rejects.toMatchObject({ code: 'disconnected' });
    await disconnected;
  });

  it('of a call to a client that was never started is settled by a stop', async () => {
    const { client } = startDefined(defineClient({ onCall: (_, question: string) => question }), { start: false });
    const answer = call(client, 'question');
    client.stop();
    await expect(answer).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('works as usual for a client that was stopped before its first start', () => {
    const world = createWorld({}, { start: false });
    const room = join(world.client, TOPIC);
    world.client.stop();
    world.client.start();
    accept(world);
    expect(room).toBeIn('joined');
    expect(hear(world.client, 'connection.lost')).toEqual([]);
  });
});
