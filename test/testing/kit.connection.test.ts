import { describe, expect, it } from 'vitest';
import { cast, clientMachine, defineClient, disconnect, interpret, join } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { complaintOf, play } from './play.ts';

describe('an attempt to connect', () => {
  it('waits until it is accepted, and so are all after it', async () => {
    const { server, client } = play();
    await server.elapse(9_999);
    expect(client).toBeIn({ connecting: 'dialing' });
    server.accept();
    expect(client).toBeIn('connected');
    server.drop();
    await server.elapse(10);
    expect(client).toBeIn('connected');
  });

  it('that is refused with 403 fails a client whose token is constant', async () => {
    const { server, client } = play({ authToken: 'old' });
    server.refuse({ httpStatus: 403 });
    expect(client).toBeIn('failed');
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'unauthorized', httpStatus: 403 });
    expect(server.report()).toContain('(refused with 403)');
  });

  it('is refused with 403 if nothing else is said, until others are accepted', async () => {
    const { server, client } = play({ authToken: () => 'new' });
    server.refuse();
    expect(client).toBeIn('reconnect-waiting');
    server.accept();
    await server.elapse(10);
    expect(client).toBeIn('connected');
  });

  it('stalls as long as nothing is decided, and the client gives it up', async () => {
    const { server, client } = play();
    server.accept();
    server.stall();
    server.drop();
    await server.expectConnect();
    const { atMs } = await server.expectConnect({ withinMs: 10 });
    await server.elapse(10_000);
    expect(atMs).toBe(10);
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'timeout' });
    expect(server.report()).toContain('(given up)');
    await server.expectConnect({ withinMs: 50 });
    server.accept();
    expect(client).toBeIn('connected');
  });

  it('fails when nobody listens', async () => {
    const { server, client } = play();
    server.unplug();
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'unreachable' });
    expect(server.report()).toContain('(failed)');
  });

  it('can be decided about by the options of the server', async () => {
    const { server, client } = play({ params: { token: 'x' } }, { connect: () => ({ error: 401 }), path: '/live' });
    server.accept();
    expect(client).toBeIn('failed');
    await server.expectConnect({ url: 'ws://server.test/live/websocket?token=x&vsn=2.0.0' });
  });
});

describe('a connection', () => {
  it('that is dropped comes back, and its topics with it, in virtual time', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    await server.connectAndExpectJoin('room:a');
    server.drop();
    expect(client.getSnapshot().context.lastClose).toMatchObject({ code: 1006 });
    expect(room).toBeIn({ 'rejoin-waiting': 'offline' });
    const { atMs, connection } = await server.expectJoin('room:a', { withinMs: 100 });
    expect([atMs, connection]).toEqual([10, 2]);
    expect(room).toBeIn('joined');
  });

  it.each([
    [1000, undefined],
    [1012, 1012],
  ])('is closed with %s', (code, given) => {
    const { server, client } = play();
    server.accept();
    server.close(given);
    expect(client.getSnapshot().context.lastClose).toMatchObject({ code });
    expect(server).toHaveConnections(0);
  });

  it('that is half-open is found out by a heartbeat', async () => {
    const { server, client } = play();
    server.accept();
    await server.expectHeartbeat({ withinMs: 30_000 });
    server.freeze();
    await server.elapse(39_999);
    expect(client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    expect(server).toHaveConnections(1);
    await server.elapse(1);
    expect(client).toBeIn('reconnect-waiting');
    await server.refuteHeartbeat();
    await server.refuteDisconnect();
    await server.elapse(10);
    expect(client).toBeIn('connected');
    expect(server).toHaveConnections(1);
  });

  it('that was half-open and given up has left no channel behind', async () => {
    const { server, client } = play();
    join(client, 'room:a');
    await server.connectAndExpectJoin('room:a');
    server.freeze();
    server.stall();
    await server.elapse(40_000);
    expect(() => server.push('room:a', 'x')).toThrow('Nobody has joined "room:a".');
  });

  it('is closed by its client once', async () => {
    const { server, client } = play();
    server.accept();
    await disconnect(client);
    client.stop();
    expect(await server.expectDisconnect()).toMatchObject({ code: 1000, reason: '', connection: 1 });
    await server.refuteDisconnect();
    expect(server).toHaveConnections(0);
  });

  it('is one of many: each act tells its own', async () => {
    const { server, client } = play();
    const other = interpret(clientMachine, server.options()).start();
    join(other, 'room:a');
    server.accept();
    join(client, 'room:a');
    expect(await server.expectJoin('room:a')).toMatchObject({ connection: 2 });
    await complaintOf(server.expectJoin('room:a', { connection: 2 }));
    expect(await server.expectJoin('room:a', { connection: 1 })).toMatchObject({ connection: 1 });
    expect(server).toHaveConnections(2);
    expect(server.frames.map(({ connection, direction }) => [connection, direction])).toEqual([
      [2, 'in'],
      [1, 'in'],
      [2, 'out'],
      [1, 'out'],
    ]);
  });

  it('keeps its number where another attempt was refused before', async () => {
    const { server } = play({ params: () => ({}) });
    server.refuse();
    server.accept();
    await server.elapse(10);
    await server.expectHeartbeat({ connection: 2, withinMs: 30_000 });
    expect(server.frames.map(({ connection }) => connection)).toEqual([2, 2]);
  });
});

describe('a request that is dialed twice', () => {
  it('makes two attempts', async () => {
    const server = createTestServer();
    const request = { url: `${server.url}/websocket?vsn=2.0.0`, protocols: [], headers: {} };
    const sink = { opened() {}, received() {}, unreadable() {}, closed() {} };
    const [first] = [server.transport(request, sink), server.transport(request, sink)];
    server.accept();
    first?.send('[null,"1","phoenix","heartbeat",{}]');
    expect(await server.expectHeartbeat()).toMatchObject({ connection: 1 });
  });
});

describe('the clock of a server', () => {
  it('may begin at another time', async () => {
    const server = createTestServer({ now: 1_700_000_000_000 });
    interpret(clientMachine, server.options()).start();
    expect(await server.expectConnect()).toMatchObject({ atMs: 1_700_000_000_000 });
  });

  it('goes on only when all promises of a timer are settled', async () => {
    const { server } = play({ autoConnect: false });
    const log: string[] = [];
    for (const name of ['first', 'second'])
      server.clock.setTimeout(() => {
        log.push(name);
        void Promise.resolve().then(() => log.push(`behind the ${name}`));
      }, 5);
    await server.elapse(5);
    expect(log).toEqual(['first', 'behind the first', 'second', 'behind the second']);
  });
});

describe('what a client is given', () => {
  it('is the clock, and an input that may say otherwise', () => {
    const server = createTestServer();
    const { clock, transport, url } = server;
    expect(server.options()).toEqual({ clock, input: { url, transport, jitter: 0 } });
    expect(server.options({ jitter: 1, maxAttempts: 3 }).input).toEqual({ url, transport, jitter: 1, maxAttempts: 3 });
  });

  it('suits a client of handlers as well', async () => {
    const repeater = defineClient({
      onStart: ({ client }) => void ['room:in', 'room:out'].map((topic) => join(client, topic)),
      onMessage: ({ client }, { event, payload }) => cast(join(client, 'room:out'), event, payload),
    });
    const server = createTestServer();
    interpret(repeater, server.options()).start();
    await server.connectAndExpectJoin('room:in');
    await server.expectJoin('room:out');
    server.push('room:in', 'news', { n: 1 });
    await server.expectPush('room:out', 'news', { n: 1 });
  });
});
