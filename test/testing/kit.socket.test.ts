import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientMachine, interpret, join, websocket } from 'xstate-phoenix';
import { LongPoll, Presence, Socket, type SocketOptions } from 'xstate-phoenix/phoenix';
import { createPhoenix, createTestServer, inMemory, type TestServerOptions } from 'xstate-phoenix/testing';
import { npm, type Phoenix } from '../phoenix/support/npm.ts';

const ours = { Presence, Socket };

afterEach(() => vi.unstubAllGlobals());

/** A socket before a server that the test plays. phoenix.js knows no clock, so it is given ours as that of the platform. */
function playSocket(options: SocketOptions = {}, of: Phoenix = ours, server = createTestServer()) {
  const { clock } = server;
  if (of === npm) {
    vi.stubGlobal('setTimeout', (fire: () => void, ms: number) => clock.setTimeout(fire, ms));
    vi.stubGlobal('clearTimeout', (id: number) => clock.clearTimeout(id));
  }
  const socket = new of.Socket(server.url, { transport: server.WebSocket, clock, ...options });
  return { server, socket, clock };
}

describe.each<[string, Phoenix]>([
  ['xstate-phoenix/phoenix', ours],
  ['npm phoenix', npm],
])('a Socket of %s', (_, phoenix) => {
  it('connects when the test accepts it, with its params and token', async () => {
    const { server, socket } = playSocket({ params: { as: 'ana' }, authToken: 'the token' }, phoenix);
    socket.connect();
    await server.expectConnect({ params: { as: 'ana' }, authToken: 'the token' });
    expect(socket.connectionState()).toBe('connecting');
    server.accept();
    expect(socket.isConnected()).toBe(true);
    expect(server.connections).toBe(1);
  });

  it('joins, pushes and hears as the test says', async () => {
    const { server, socket } = playSocket({}, phoenix);
    const heard: unknown[] = [];
    socket.connect();
    const channel = socket.channel('room:1', { as: 'ana' });
    channel.on('said', ({ body }) => heard.push(body));
    channel.join().receive('ok', (response) => heard.push(response));
    await server.connectAndExpectJoin('room:1', { params: { as: 'ana' }, reply: ['ok', { seats: 4 }] });
    channel.push('say', { body: 'hi' }).receive('ok', (response) => heard.push(response));
    channel.push('say', { body: 'no' }).receive('error', (response) => heard.push(response));
    (await server.expectPush('room:1', 'say', { body: 'hi' })).reply('ok', { id: 1 });
    (await server.expectPush('room:1', 'say')).reply('error', { reason: 'rude' });
    server.push('room:1', 'said', { body: 'hello' });
    server.broadcast('room:1', 'said', { body: 'all' });
    expect(heard).toEqual([{ seats: 4 }, { id: 1 }, { reason: 'rude' }, 'hello', 'all']);
    channel.leave();
    await server.expectLeave('room:1');
  });

  it('reconnects and joins again at the times of phoenix.js', async () => {
    const { server, socket, clock } = playSocket({}, phoenix);
    socket.connect();
    socket.channel('room:1').join();
    await server.connectAndExpectJoin('room:1');
    server.drop();
    expect((await server.expectJoin('room:1', { withinMs: 100 })).atMs).toBe(10);
    server.crash('room:1');
    expect((await server.expectJoin('room:1', { withinMs: 5_000 })).atMs).toBe(1_010);
    server.stop('room:1');
    await server.refuteJoin('room:1', { withinMs: 20_000 });
    expect(socket.channels).toEqual([]);
    expect(clock.now()).toBe(21_010);
  });

  it('sends heartbeats, and notices a frozen connection', async () => {
    const { server, socket } = playSocket({}, phoenix);
    server.accept();
    socket.connect();
    await server.elapse(0);
    expect((await server.expectHeartbeat({ withinMs: 30_000 })).atMs).toBe(30_000);
    await server.expectHeartbeat({ withinMs: 30_000 });
    server.freeze();
    await server.expectConnect();
    const { atMs, connection } = await server.expectConnect({ withinMs: 70_000 });
    expect(connection).toBe(2);
    expect(atMs).toBeGreaterThan(120_000);
    expect(atMs).toBeLessThan(122_000);
  });

  it('is refused, is unplugged, and goes on', async () => {
    const { server, socket } = playSocket({}, phoenix);
    const failed: unknown[] = [];
    socket.onError(() => failed.push(server.clock.now()));
    server.refuse({ httpStatus: 403 });
    socket.connect();
    await server.elapse(0);
    server.unplug();
    await server.elapse(10);
    server.accept();
    await server.elapse(50);
    expect(failed).toEqual([0, 10]);
    expect(socket.isConnected()).toBe(true);
  });

  it('disconnects with its code', async () => {
    const { server, socket } = playSocket({}, phoenix);
    const heard: unknown[] = [];
    socket.onClose((event) => heard.push(event?.code));
    server.accept();
    socket.connect();
    await server.elapse(0);
    socket.disconnect(() => heard.push('closed'), 4_001, 'bye');
    await server.expectDisconnect({ code: 4_001, withinMs: 1_500 });
    await server.elapse(1_500);
    expect(heard).toEqual(expect.arrayContaining([1_000, 'closed']));
    await server.refuteConnect({ connection: 2, withinMs: 60_000 });
  });
});

describe('the WebSocket of a server', () => {
  it('tells nothing within a call of its own', async () => {
    const server = createTestServer({ channels: { 'room:*': { join: () => ({ ok: {} }) } } });
    server.accept();
    const socket = new server.WebSocket('ws://elsewhere.test/socket/websocket?vsn=2.0.0', ['phoenix']);
    const heard: string[] = [];
    socket.onopen = () => heard.push('open');
    socket.onmessage = ({ data }: { data: string }) => heard.push(data);
    socket.onclose = ({ code, wasClean }: { code: number; wasClean: boolean }) => heard.push(`${code} ${wasClean}`);
    expect(() => socket.send('')).toThrow('not open');
    await server.elapse(0);
    expect(heard.splice(0)).toEqual(['open']);
    socket.send('["1","1","room:1","phx_join",{}]');
    server.push('room:1', 'news');
    expect(heard).toEqual([]);
    await server.elapse(0);
    expect(heard.splice(0)).toEqual([
      '["1","1","room:1","phx_reply",{"response":{},"status":"ok"}]',
      '["1",null,"room:1","news",{}]',
    ]);
    socket.close(4_000);
    expect(heard).toEqual([]);
    await server.elapse(0);
    expect(heard).toEqual(['1000 true']);
    expect(socket.readyState).toBe(server.WebSocket.CLOSED);
  });

  it('is told of nothing too late when only the time moves', () => {
    const { server, socket } = playSocket();
    server.accept();
    socket.connect();
    server.clock.increment(200_000);
    expect(socket.isConnected()).toBe(true);
    expect(server.connections).toBe(1);
    expect(server.acts.filter(({ type }) => type === 'connect')).toHaveLength(1);
  });

  it('dials once, whether the time moves first or not', async () => {
    const server = createTestServer();
    new server.WebSocket(server.url);
    server.clock.increment(0);
    await server.elapse(0);
    expect(server.acts).toHaveLength(1);
  });

  it('never opens if it is closed before', async () => {
    const server = createTestServer();
    const heard: string[] = [];
    const socket = new server.WebSocket(server.url);
    socket.onclose = () => heard.push('close');
    socket.close();
    await server.refuteConnect();
    expect(heard).toEqual(['close']);
  });

  it('can stand in for the global one', async () => {
    const server = createTestServer();
    vi.stubGlobal('WebSocket', server.WebSocket);
    vi.stubGlobal('location', { protocol: 'https:', host: 'example.com' });
    const socket = new Socket('/socket', { clock: server.clock });
    socket.connect();
    const { url } = await server.expectConnect();
    expect(url).toBe('wss://example.com/socket/websocket?vsn=2.0.0');
  });

  it('serves our own clients, too', async () => {
    const server = createTestServer();
    const transport = websocket({ WebSocket: server.WebSocket });
    const client = interpret(clientMachine, server.options({ transport })).start();
    const room = join(client, 'room:1');
    await server.connectAndExpectJoin('room:1');
    await server.elapse(0);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('belongs to a server in memory, too', async () => {
    const memory = inMemory(createPhoenix({ channels: { 'room:*': { join: (params) => ({ ok: params }) } } }));
    const socket = new Socket('ws://memory.test/socket', { transport: memory.WebSocket });
    socket.connect();
    const response = await new Promise((resolve) => {
      socket.channel('room:1', { a: 1 }).join().receive('ok', resolve);
    });
    expect(response).toEqual({ a: 1 });
    socket.disconnect();
  });
});

describe('LongPoll of a Socket', () => {
  const polling: TestServerOptions = { longPoll: { windowMs: 1_000 } };

  it('polls a test server whose fetch is the global one', async () => {
    const server = createTestServer(polling);
    vi.stubGlobal('fetch', server.fetch);
    const { socket } = playSocket({ transport: LongPoll }, ours, server);
    const heard: unknown[] = [];
    socket.connect();
    const channel = socket.channel('room:1');
    channel.on('news', (payload) => heard.push(payload));
    channel.join();
    await server.expectConnect();
    await server.connectAndExpectJoin('room:1');
    expect(server.acts[0]).toMatchObject({ type: 'connect', transport: 'longpoll' });
    server.push('room:1', 'news', { n: 1 });
    await server.elapse(0);
    expect(heard).toEqual([{ n: 1 }]);
    socket.disconnect();
    await server.expectDisconnect({ withinMs: 1_500 });
  });

  it('is where a socket goes whose WebSocket does not open', async () => {
    const server = createTestServer(polling);
    const sessionStorage = { getItem: () => null, setItem() {} };
    vi.stubGlobal('fetch', server.fetch);
    const { socket } = playSocket({ longPollFallbackMs: 2_500, sessionStorage }, ours, server);
    socket.connect();
    socket.channel('room:1').join();
    await server.expectConnect();
    await server.elapse(2_500);
    await server.connectAndExpectJoin('room:1', { withinMs: 1_000 });
    expect(server.acts.filter(({ type }) => type === 'connect')).toMatchObject([
      { transport: 'websocket' },
      { transport: 'longpoll' },
    ]);
    expect(socket.conn).toBeInstanceOf(LongPoll);
  });
});
