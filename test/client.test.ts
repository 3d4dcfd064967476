import { describe, expect, it, vi } from 'vitest';
import {
  ConfigurationError,
  channels,
  clientMachine,
  connect,
  disconnect,
  interpret,
  join,
  leave,
  ping,
  reconnect,
  responseHeaders,
} from 'xstate-phoenix';
import { hear } from './support/hear.ts';
import './support/matchers.ts';
import { outcome, turns } from './support/room.ts';
import { createWorld } from './support/world.ts';

describe('connect', () => {
  it('resolves once connected, and opens one socket however often it is called', async () => {
    const world = createWorld({ autoConnect: false });
    const promises = [connect(world.client), connect(world.client)];
    world.open();
    await Promise.all(promises);
    await connect(world.client);
    expect(world.sockets.length).toBe(1);
  });

  it('works before the client is started', async () => {
    const world = createWorld({ autoConnect: false }, { start: false });
    const connected = connect(world.client);
    world.client.start();
    world.open();
    await connected;
  });

  it('cuts a wait for the next attempt short', async () => {
    const world = createWorld({ reconnectAfterMs: [60_000] });
    world.socket.close();
    const connected = connect(world.client);
    world.open();
    await connected;
  });

  it('rejects with aborted when a disconnect overtakes it', async () => {
    const world = createWorld();
    const connected = connect(world.client);
    await turns();
    await disconnect(world.client);
    await expect(connected).rejects.toMatchObject({ name: 'ConnectError', code: 'aborted' });
  });

  it('rejects with aborted when a disconnect overtakes it in the same breath', async () => {
    const world = createWorld();
    const connected = connect(world.client);
    const disconnected = disconnect(world.client);
    await expect(connected).rejects.toMatchObject({ code: 'aborted' });
    await disconnected;
  });

  it('rejects with aborted when a disconnect overtakes it in the breath that connects it', async () => {
    const world = createWorld();
    const connected = connect(world.client);
    world.open();
    const disconnected = disconnect(world.client);
    await expect(connected).rejects.toMatchObject({ code: 'aborted' });
    world.socket.close(1000);
    await disconnected;
  });

  it('sends nothing to a client that was stopped, which would be warned of', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { client } = createWorld();
    client.stop();
    await expect(connect(client)).rejects.toMatchObject({ code: 'disconnected' });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('rejects with the error of the client when it fails', async () => {
    const world = createWorld();
    const connected = connect(world.client);
    world.socket.refuse(401);
    await expect(connected).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('does nothing with a timeoutMs that is no number', async () => {
    const world = createWorld({ autoConnect: false });
    await expect(connect(world.client, { timeoutMs: Number.NaN })).rejects.toBeInstanceOf(ConfigurationError);
    expect(world.client).toBeIn('disconnected');
  });
});

describe('disconnect', () => {
  it('resolves when the other side has closed', async () => {
    const world = createWorld();
    const socket = world.open();
    const disconnected = disconnect(world.client, { code: 4000, reason: 'bye' });
    expect(await outcome(disconnected)).toBe('pending');
    expect(socket.closing).toEqual({ code: 4000, reason: 'bye' });
    socket.close(4000);
    await disconnected;
    expect(world.client).toBeIn('disconnected');
  });

  it('resolves at once when there is nothing to end', async () => {
    const world = createWorld({ autoConnect: false });
    await disconnect(world.client);
    await disconnect(world.client);
    const failed = createWorld();
    failed.socket.refuse(403);
    await disconnect(failed.client);
    expect(failed.client).toBeIn('disconnected');
  });

  it('resolves three seconds later at the latest', async () => {
    const world = createWorld();
    world.open().bufferedAmount = 1;
    const disconnected = disconnect(world.client);
    world.clock.increment(3000);
    await disconnected;
  });

  it('rejects at once with aborted when a connect overtakes it', async () => {
    const world = createWorld();
    world.open();
    const disconnected = disconnect(world.client);
    await turns();
    const connected = connect(world.client);
    await expect(disconnected).rejects.toMatchObject({ name: 'ConnectError', code: 'aborted' });
    world.open();
    await connected;
  });

  it('rejects with aborted when a connect overtakes it in the same breath', async () => {
    const world = createWorld();
    world.open();
    const disconnected = disconnect(world.client);
    const connected = connect(world.client);
    await expect(disconnected).rejects.toMatchObject({ code: 'aborted' });
    world.open();
    await connected;
  });

  it.each([1001, 1006, 2999, 5000, 3000.5, Number.NaN, '1000' as never])(
    'refuses the code %s, and the connection stays',
    async (code) => {
      const world = createWorld();
      world.open();
      await expect(disconnect(world.client, { code })).rejects.toMatchObject({ problems: [{ path: 'code' }] });
      expect(world.client).toBeIn('connected');
    },
  );

  it('does nothing with a timeoutMs that is no number', async () => {
    const world = createWorld();
    world.open();
    await expect(disconnect(world.client, { timeoutMs: -1 })).rejects.toBeInstanceOf(ConfigurationError);
    expect(world.client).toBeIn('connected');
  });
});

describe('reconnect', () => {
  it('resolves once there is a new connection', async () => {
    const world = createWorld();
    world.open();
    const reconnected = reconnect(world.client);
    expect(await outcome(reconnected)).toBe('pending');
    expect(world.alive).toEqual([world.socket]);
    world.open();
    await reconnected;
    expect(world.sockets.length).toBe(2);
  });

  it('asks for url, params and token anew', async () => {
    const answers = ['first', 'second'];
    const world = createWorld({ params: () => ({ answer: answers.shift() }) });
    world.open();
    reconnect(world.client);
    expect(world.socket.url).toContain('answer=second');
  });

  it('rejects with aborted when a disconnect overtakes it', async () => {
    const world = createWorld();
    const reconnected = reconnect(world.client);
    disconnect(world.client);
    await expect(reconnected).rejects.toMatchObject({ code: 'aborted' });
  });

  it('joins the topics again', () => {
    const world = createWorld();
    const socket = world.open();
    join(world.client, 'room:a');
    socket.reply(socket.last('phx_join'));
    reconnect(world.client);
    expect(world.open().of('phx_join').length).toBe(1);
  });
});

describe('a command whose promise nobody awaits', () => {
  it('raises no unhandled rejection', async () => {
    const raised: unknown[] = [];
    const note = (error: unknown) => raised.push(error);
    process.on('unhandledRejection', note);
    const world = createWorld();
    connect(world.client);
    reconnect(world.client);
    disconnect(world.client, { code: 5 });
    world.socket.refuse(403);
    await turns();
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(raised).toEqual([]);
  });
});

describe('ping', () => {
  const connected = (input = {}) => {
    const world = createWorld(input);
    return { world, client: world.client, clock: world.clock, socket: world.open() };
  };

  it('writes a heartbeat with a ref of its own at once, and tells how long its answer took', async () => {
    const { client, clock, socket } = connected();
    const pong = ping(client);
    expect(socket.frames).toEqual([[null, '1', 'phoenix', 'heartbeat', {}]]);
    clock.increment(35);
    socket.reply(socket.last('heartbeat'));
    expect(await pong).toBe(35);
  });

  it('tells that of a later one as well, and is not answered by the heartbeat before it', async () => {
    const { client, clock, socket } = connected();
    clock.increment(30_000);
    const pong = ping(client);
    const [beat, probe] = socket.of('heartbeat');
    clock.increment(20);
    if (beat) socket.reply(beat);
    expect(await outcome(pong)).toBe('pending');
    clock.increment(15);
    if (probe) socket.reply(probe);
    expect(await pong).toBe(35);
  });

  it('does not disturb the heartbeat that is waited for', async () => {
    const { client, clock, socket } = connected();
    const heard = hear(client, 'heartbeat');
    clock.increment(30_000);
    const pong = ping(client);
    const [beat, probe] = socket.of('heartbeat');
    if (probe) socket.reply(probe);
    await pong;
    expect(client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    expect(heard).toEqual([]);
    if (beat) socket.reply(beat);
    expect(heard.length).toBe(1);
  });

  it('is not answered by its ref on another topic', async () => {
    const { client, socket } = connected();
    const pong = ping(client, { timeoutMs: 5 });
    socket.say(null, '1', 'room:a', 'phx_reply', { status: 'ok', response: {} });
    expect(await outcome(pong)).toBe('pending');
    socket.reply(socket.last('heartbeat'));
    await pong;
  });

  it('rejects at once without a connection', async () => {
    const world = createWorld();
    await expect(ping(world.client)).rejects.toMatchObject({ name: 'ConnectError', code: 'disconnected' });
    expect(world.socket.frames).toEqual([]);
  });

  it('rejects when its connection ends, though there be another one soon', async () => {
    const { world, client, socket } = connected();
    const lost = ping(client);
    socket.close();
    await expect(lost).rejects.toMatchObject({ code: 'disconnected' });
    world.clock.increment(10);
    world.open();
    const replaced = ping(client);
    client.send({ type: 'client.reconnect' });
    await expect(replaced).rejects.toMatchObject({ code: 'disconnected' });
  });

  it.each([{}, { heartbeatIntervalMs: 0 }])('rejects after ten seconds by default, with %o', async (input) => {
    const { client, clock } = connected(input);
    const pong = ping(client);
    clock.increment(9999);
    expect(await outcome(pong)).toBe('pending');
    clock.increment(1);
    await expect(pong).rejects.toMatchObject({ code: 'timeout' });
    expect(client).toBeIn('connected');
  });

  it('rejects with timeout where the serializer throws, and that is reported', async () => {
    const { client, clock } = connected({
      serializer: {
        vsn: '2.0.0',
        encode: () => {
          throw new Error('no form');
        },
        decode: () => [null, null, 'a', 'b', {}],
      },
    });
    const heard = hear(client, 'listener.failed');
    const pong = ping(client);
    clock.increment(10_000);
    await expect(pong).rejects.toMatchObject({ code: 'timeout' });
    expect(heard).toMatchObject([{ event: 'serializer' }]);
  });

  it('writes nothing with a timeoutMs that is no number', async () => {
    const { client, socket } = connected();
    await expect(ping(client, { timeoutMs: Number.NaN })).rejects.toBeInstanceOf(ConfigurationError);
    expect(socket.frames).toEqual([]);
  });

  it('leaves no listener behind', async () => {
    const { client, clock, socket } = connected({ heartbeatIntervalMs: 0, stableAfterMs: 0 });
    clock.increment(0);
    const pong = ping(client);
    socket.reply(socket.last('heartbeat'));
    await pong;
    expect(clock.timers).toBe(0);
    expect(client.getSnapshot().context.connection.taps.size).toBe(0);
  });
});

describe('channels', () => {
  it('are those that are not left, in the order of joining', async () => {
    const world = createWorld();
    const [a, b, c] = ['room:a', 'room:b', 'room:c'].map((topic) => join(world.client, topic));
    expect([...channels(world.client)]).toEqual([a, b, c]);
    if (b) await leave(b);
    expect([...channels(world.client)]).toEqual([a, c]);
  });
});

describe('the response headers', () => {
  it('are those of the present connection, and none while there is none', () => {
    const world = createWorld();
    expect(responseHeaders(world.client)).toEqual({});
    world.socket.open({ 'x-node': 'a' });
    expect(responseHeaders(world.client)).toEqual({ 'x-node': 'a' });
    world.socket.close();
    expect(responseHeaders(world.client)).toEqual({});
    world.clock.increment(10);
    expect(responseHeaders(world.client)).toEqual({});
    world.socket.open({ 'x-node': 'b' });
    expect(responseHeaders(world.client)).toEqual({ 'x-node': 'b' });
    world.client.stop();
    expect(responseHeaders(world.client)).toEqual({});
  });

  it('stay as they came, whoever would change them', () => {
    const world = createWorld();
    const headers = { 'x-node': 'a' };
    world.socket.open(headers);
    headers['x-node'] = 'b';
    expect(responseHeaders(world.client)).toEqual({ 'x-node': 'a' });
    expect(responseHeaders(world.client)).toSatisfy(Object.isFrozen);
  });

  it('are none where the transport tells none, though it told some before', () => {
    const world = createWorld();
    world.socket.open({ 'x-node': 'a' });
    world.socket.close();
    world.clock.increment(10);
    world.open();
    expect(responseHeaders(world.client)).toEqual({});
  });

  it('are never those of an attempt that was given up', () => {
    const world = createWorld();
    const old = world.socket;
    reconnect(world.client);
    world.socket.open({ 'x-node': 'new' });
    old.open({ 'x-node': 'old' });
    expect(responseHeaders(world.client)).toEqual({ 'x-node': 'new' });
  });

  it('are known to whoever hears that the client is connected', () => {
    const world = createWorld();
    const heard: unknown[] = [];
    world.client.on('connected', () => heard.push(responseHeaders(world.client)));
    world.socket.open({ 'x-node': 'a' });
    expect(heard).toEqual([{ 'x-node': 'a' }]);
  });

  it('are in no snapshot', () => {
    const world = createWorld();
    world.socket.open({ 'set-cookie': 'hunter2' });
    expect(JSON.stringify([world.client.getSnapshot(), world.client.getPersistedSnapshot()])).not.toContain('hunter2');
  });

  it('of a client of a bad configuration are its error', () => {
    const client = interpret(clientMachine, { input: { url: 'nowhere' } });
    expect(() => responseHeaders(client)).toThrow(ConfigurationError);
  });
});
