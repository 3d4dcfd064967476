import { describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  awaitLeave,
  awaitMessage,
  type ClientRef,
  ConfigurationError,
  clientMachine,
  connect,
  disconnect,
  interpret,
  join,
  ping,
  reconnect,
} from 'xstate-phoenix';
import './support/matchers.ts';
import { CountingSignal, countListeners } from './support/listeners.ts';
import { accept, joiningRoom, outcome, turns } from './support/room.ts';
import { createWorld, type World } from './support/world.ts';

type Wait = (client: ClientRef, options?: { timeoutMs?: number; signal?: AbortSignal }) => Promise<unknown>;

/** All calls that wait, in a world in which none of them has an outcome, or gets one by itself. */
const waits: readonly [string, Wait, (world: World) => void][] = [
  ['awaitConnect', awaitConnect, () => {}],
  ['connect', connect, () => {}],
  ['reconnect', reconnect, () => {}],
  ['awaitDisconnect', awaitDisconnect, (world) => world.open()],
  ['disconnect', disconnect, (world) => world.open()],
  ['ping', ping, (world) => world.open()],
  ['awaitJoin', (client, options) => awaitJoin(join(client, 'room:a'), options), (world) => world.open()],
  ['awaitLeave', (client, options) => awaitLeave(join(client, 'room:a'), options), (world) => world.open()],
  ['awaitMessage', (client, options) => awaitMessage(join(client, 'room:a'), 'e', options), (world) => world.open()],
];

describe.each(waits)('%s', (_, wait, arrange) => {
  /** A client that never times out by itself in the time of a test. */
  const arranged = () => {
    const world = createWorld({ connectTimeoutMs: 100_000, joinTimeoutMs: 100_000, heartbeatTimeoutMs: 100_000 });
    arrange(world);
    return world;
  };

  it('rejects with timeout when timeoutMs have passed on the clock of the client', async () => {
    const { client, clock } = arranged();
    const waiting = wait(client, { timeoutMs: 700 });
    await turns();
    clock.increment(699);
    expect(await outcome(waiting)).toBe('pending');
    clock.increment(1);
    expect(await outcome(waiting)).toMatchObject({ error: { code: 'timeout' } });
  });

  it('rejects with aborted and the reason of the signal', async () => {
    const { client } = arranged();
    const controller = new AbortController();
    const waiting = wait(client, { signal: controller.signal });
    expect(await outcome(waiting)).toBe('pending');
    controller.abort('enough');
    expect(await outcome(waiting)).toMatchObject({ error: { code: 'aborted', cause: 'enough' } });
  });

  it('rejects at once with a signal that is aborted already', async () => {
    const { client } = arranged();
    expect(await outcome(wait(client, { signal: AbortSignal.abort('before') }))).toMatchObject({
      error: { code: 'aborted', cause: 'before' },
    });
  });

  it.each(['timeout', 'abort'])('leaves no timer and no listener after a %s', async (end) => {
    const world = arranged();
    const signal = new CountingSignal();
    const listeners = countListeners(world.client, join(world.client, 'room:a'));
    const waiting = wait(world.client, { timeoutMs: 700, signal: signal.signal });
    await turns();
    expect(listeners()).toBeGreaterThan(0);
    expect(signal.listeners).toBe(1);
    if (end === 'abort') signal.abort();
    else world.clock.increment(700);
    await outcome(waiting);
    expect(listeners()).toBe(0);
    expect(signal.listeners).toBe(0);
    world.client.stop();
    expect(world.clock.timers).toBe(0);
  });

  it.each([Number.NaN, -1, Number.NEGATIVE_INFINITY, '5' as never])('refuses %s as timeoutMs', async (timeoutMs) => {
    const { client } = arranged();
    await expect(wait(client, { timeoutMs })).rejects.toBeInstanceOf(ConfigurationError);
  });
});

describe('awaitConnect', () => {
  it('resolves once connected, however many attempts that takes', async () => {
    const world = createWorld();
    const waiting = awaitConnect(world.client);
    world.socket.close();
    world.clock.increment(10);
    expect(await outcome(waiting)).toBe('pending');
    world.open();
    await waiting;
  });

  it('resolves at once when connected', async () => {
    const world = createWorld();
    world.open();
    await awaitConnect(world.client);
    expect(world.clock.timers).toBe(2);
  });

  it('rejects with the error of the client when it fails, and at once when it has', async () => {
    const world = createWorld();
    const waiting = awaitConnect(world.client);
    world.socket.refuse(403);
    const expected = { code: 'unauthorized', httpStatus: 403 };
    await expect(waiting).rejects.toMatchObject(expected);
    await expect(awaitConnect(world.client)).rejects.toMatchObject(expected);
    await expect(awaitConnect(world.client)).rejects.toBe(world.client.getSnapshot().context.error);
  });

  it('rejects when the client is asked to disconnect, and at once after that', async () => {
    const world = createWorld();
    const waiting = awaitConnect(world.client);
    world.client.send({ type: 'client.disconnect' });
    await expect(waiting).rejects.toMatchObject({ name: 'ConnectError', code: 'disconnected' });
    await expect(awaitConnect(world.client)).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('rejects at once while the client disconnects', async () => {
    const world = createWorld();
    world.open();
    world.client.send({ type: 'client.disconnect' });
    await expect(awaitConnect(world.client)).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('rejects after a disconnect of a client that never connected', async () => {
    const world = createWorld({ autoConnect: false });
    const waiting = awaitConnect(world.client);
    expect(await outcome(waiting)).toBe('pending');
    await disconnect(world.client);
    await expect(waiting).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('waits for a client that is not started, and for one that is not asked to connect yet', async () => {
    const world = createWorld({ autoConnect: false }, { start: false });
    const waiting = awaitConnect(world.client);
    world.client.start();
    expect(await outcome(waiting)).toBe('pending');
    world.client.send({ type: 'client.connect' });
    world.open();
    await waiting;
  });
});

describe('awaitDisconnect', () => {
  it.each<[string, (world: World) => void]>([
    ['waits to retry', (world) => world.socket.close()],
    ['has failed', (world) => world.socket.refuse(403)],
    ['is stopped', (world) => void world.client.stop()],
    ['is disconnected', (world) => world.client.send({ type: 'client.disconnect' })],
  ])('resolves when the client %s, and at once after that', async (_, end) => {
    const world = createWorld();
    const waiting = awaitDisconnect(world.client);
    expect(await outcome(waiting)).toBe('pending');
    end(world);
    await waiting;
    await awaitDisconnect(world.client);
  });

  it('waits until a disconnect is over', async () => {
    const world = createWorld();
    world.open();
    world.client.send({ type: 'client.disconnect' });
    const waiting = awaitDisconnect(world.client);
    expect(await outcome(waiting)).toBe('pending');
    world.socket.close(1000);
    await waiting;
  });
});

describe('awaitJoin', () => {
  it.each<[string, (world: World) => void]>([
    ['has failed', (world) => world.socket.refuse(403)],
    ['is disconnected', (world) => world.client.send({ type: 'client.disconnect' })],
    ['is stopped', (world) => void world.client.stop()],
  ])('rejects with disconnected when the client %s', async (_, end) => {
    const world = createWorld();
    const waiting = awaitJoin(join(world.client, 'room:a'));
    expect(await outcome(waiting)).toBe('pending');
    end(world);
    await expect(waiting).rejects.toMatchObject({ name: 'JoinError', code: 'disconnected', topic: 'room:a' });
  });

  it('says why the client gave up', async () => {
    const world = createWorld();
    const waiting = awaitJoin(join(world.client, 'room:a'));
    world.socket.refuse(403);
    await expect(waiting).rejects.toMatchObject({ cause: { code: 'unauthorized' } });
  });
});

describe('a wait that is over', () => {
  it('is not asked any more when the client is stopped', async () => {
    const { client, socket, room } = joiningRoom();
    const waits = Array.from({ length: 20 }, () => awaitJoin(room));
    accept(socket);
    await Promise.all(waits);
    const looks = vi.spyOn(room, 'getSnapshot');
    client.stop();
    expect(looks.mock.calls.length).toBeLessThan(20);
  });

  it('is not shown any more messages', async () => {
    const { socket, room } = joiningRoom();
    accept(socket);
    const where = vi.fn(() => true);
    const message = awaitMessage(room, 'e', { where });
    socket.say(null, null, 'room:lobby', 'e', { n: 1 });
    await message;
    socket.say(null, null, 'room:lobby', 'e', { n: 2 });
    expect(where).toHaveBeenCalledTimes(1);
  });
});

describe('those who wait for topics of one client', () => {
  const waiting = (count: number) => {
    const world = createWorld();
    const controllers = Array.from({ length: count }, () => new AbortController());
    const waits = controllers.map(({ signal }, n) => awaitJoin(join(world.client, `room:${n}`), { signal }));
    const end = (nth: number) => {
      controllers[nth]?.abort();
      return expect(waits[nth]).rejects.toMatchObject({ code: 'aborted' });
    };
    return { world, waits, end };
  };

  it('share one subscription to it', async () => {
    const { world, end } = waiting(1);
    const subscribe = vi.spyOn(world.client, 'subscribe');
    const all = Array.from({ length: 20 }, (_, n) => awaitJoin(join(world.client, `room:${n}`)));
    expect(subscribe).not.toHaveBeenCalled();
    await end(0);
    world.client.stop();
    expect(await Promise.allSettled(all)).toHaveLength(20);
  });

  it('hear of it until the last of them has an outcome', async () => {
    const { world, waits, end } = waiting(3);
    await end(1);
    await end(0);
    world.socket.refuse(403);
    await expect(waits[2]).rejects.toMatchObject({ cause: { code: 'unauthorized' } });
  });

  it('hear of it when others have waited before', async () => {
    const { world, end } = waiting(1);
    await end(0);
    const later = awaitJoin(join(world.client, 'room:later'));
    world.socket.refuse(403);
    await expect(later).rejects.toMatchObject({ cause: { code: 'unauthorized' } });
  });
});

describe('whatever waits for a client of a bad configuration', () => {
  it.each([
    ['awaitConnect', awaitConnect],
    ['awaitDisconnect', awaitDisconnect],
    ['connect', connect],
    ['reconnect', reconnect],
    ['disconnect', disconnect],
    ['ping', ping],
  ] as const)('rejects with that error, as %s does', async (_, wait) => {
    const client = interpret(clientMachine, { input: { url: 'nowhere' } });
    const { error } = client.getSnapshot();
    expect(error).toBeInstanceOf(ConfigurationError);
    await expect(wait(client)).rejects.toBe(error);
  });
});

describe('a wait whose machine sleeps past its deadline', () => {
  it('is over, though what it awaited comes before its timer', async () => {
    const { room, socket, clock } = joiningRoom();
    const joined = awaitJoin(room, { timeoutMs: 5_000 });
    clock.sleep(8 * 3_600_000);
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
    await expect(joined).rejects.toMatchObject({ code: 'timeout' });
    expect(await awaitJoin(room)).toEqual({ response: {}, rejoin: false });
  });
});
