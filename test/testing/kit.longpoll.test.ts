import { describe, expect, it } from 'vitest';
import { type ClientInput, cast, clientMachine, disconnect, interpret, join, on, push } from 'xstate-phoenix';
import { type LongPollOptions, longPoll } from 'xstate-phoenix/longpoll';
import { createPhoenix, createTestServer, inMemory, type TestServerOptions } from 'xstate-phoenix/testing';
import '../support/matchers.ts';
import { echoServer } from './echo.ts';

/** A client over long polling, and a server that the test plays. */
function play(input: Partial<ClientInput> = {}, options: TestServerOptions = {}, polling: LongPollOptions = {}) {
  const server = createTestServer(options);
  const transport = longPoll({ fetch: server.fetch, ...polling });
  return { server, client: interpret(clientMachine, server.options({ transport, ...input })).start() };
}

/** The same, connected and joined. */
async function joined(input: Partial<ClientInput> = {}, options: TestServerOptions = {}) {
  const world = play(input, options);
  const room = join(world.client, 'room:a');
  await world.server.connectAndExpectJoin('room:a');
  await world.server.elapse(0);
  expect(room).toBeIn('joined');
  return { ...world, room };
}

describe('an attempt to connect by long polling', () => {
  it('is told of with its transport, params, headers and token', async () => {
    const { server } = play({ params: { a: 'b' }, headers: { 'X-One': '1' }, authToken: 's3cret' });
    const act = await server.expectConnect({ authToken: 's3cret', headers: { 'x-one': '1' }, params: { a: 'b' } });
    expect(act).toMatchObject({ transport: 'longpoll', connection: 1 });
    expect(act.headers).toEqual({ 'x-one': '1' });
    expect(server.report()).not.toContain('s3cret');
  });

  it('waits until it is accepted', async () => {
    const { server, client } = play();
    await server.elapse(9_999);
    expect(client).toBeIn({ connecting: 'dialing' });
    server.accept();
    await server.elapse(0);
    expect(client).toBeIn('connected');
    expect(server.connections).toBe(1);
  });

  it.each([403, 429, 500])('is refused with %i', async (httpStatus) => {
    const { server, client } = play();
    server.refuse({ httpStatus });
    await server.elapse(0);
    expect(client.getSnapshot().context.error).toMatchObject({ httpStatus });
  });

  it('fails when nobody listens, and is given up when nobody answers', async () => {
    const { server, client } = play();
    server.unplug();
    await server.elapse(0);
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'unreachable' });
    server.stall();
    await server.elapse(10);
    await server.elapse(10_000);
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'timeout' });
    expect(server.report()).toContain('(given up)');
  });
});

describe('a connection over long polling, in virtual time,', () => {
  it('joins, pushes and hears, and needs no time for it', async () => {
    const { server, room } = await joined();
    const heard: unknown[] = [];
    on(room, 'said', (payload) => heard.push(payload));
    server.push('room:a', 'said', { n: 1 });
    server.push('room:a', 'said', { n: 2 });
    const reply = push(room, 'say', { body: 'hello' });
    const say = await server.expectPush('room:a', 'say', { body: 'hello' });
    say.reply('ok', { at: 1 });
    expect(await reply).toEqual({ at: 1 });
    expect(heard).toEqual([{ n: 1 }, { n: 2 }]);
    expect(server.clock.now()).toBe(0);
  });

  it('lasts, without heartbeats', async () => {
    const { server, client, room } = await joined();
    await server.elapse(600_000);
    await server.refuteHeartbeat();
    server.push('room:a', 'said');
    await server.elapse(0);
    expect(client).toBeIn('connected');
    expect(room).toBeIn('joined');
  });

  it('hears at once what is sent right after a window', async () => {
    const { server, room } = await joined();
    const heard: unknown[] = [];
    on(room, 'said', () => heard.push(server.clock.now()));
    await server.elapse(10_000);
    server.push('room:a', 'said');
    await server.elapse(0);
    expect(heard).toEqual([10_000]);
  });

  it('is lost when the network is cut, and comes back with its topics', async () => {
    const { server, client } = await joined();
    server.drop();
    await server.expectJoin('room:a', { withinMs: 50 });
    expect(client.getSnapshot().context.lastClose?.code).toBe(1011);
  });

  it('is lost after timeoutMs when nothing gets through', async () => {
    const { server, client } = await joined();
    server.freeze();
    await server.elapse(19_999);
    expect(client).toBeIn('connected');
    await server.elapse(1);
    expect(client.getSnapshot().context.lastClose?.code).toBe(1005);
    await server.expectJoin('room:a', { withinMs: 50 });
    expect(server.connections).toBe(1);
  });

  it('is lost when a push gets no answer from the network', async () => {
    const { server, client, room } = await joined();
    await server.elapse(5_000);
    server.freeze();
    cast(room, 'say');
    await server.elapse(15_000);
    expect(client.getSnapshot().context.lastClose?.code).toBe(1005);
  });

  it('notices the end of its session as with Phoenix: after the window, and two seconds', async () => {
    const { server, client } = await joined();
    server.close(1001);
    await server.elapse(11_999);
    expect(client).toBeIn('connected');
    await server.elapse(1);
    expect(client.getSnapshot().context.lastClose?.code).toBe(3410);
    await server.expectJoin('room:a', { withinMs: 50 });
  });

  it('has the times that the test likes', async () => {
    const { server, client } = await joined({}, { longPoll: { windowMs: 1_000, pubsubTimeoutMs: 10 } });
    server.close(1001);
    await server.elapse(1_010);
    expect(client.getSnapshot().context.lastClose?.code).toBe(3410);
  });

  it('leaves its topics before it disconnects', async () => {
    const { server, client } = await joined();
    const gone = disconnect(client);
    await server.expectLeave('room:a');
    await server.expectDisconnect({ code: 1005 });
    await gone;
    expect(server.connections).toBe(0);
    expect(client.getSnapshot().context.lastClose?.code).toBe(1000);
    expect(server.acts.map(({ type }) => type)).toEqual(['connect', 'join', 'leave', 'disconnect']);
    expect(server.clock.timers).toBe(0);
  });

  it('holds joins back, and refuses them', async () => {
    const { server, client } = play();
    const [slow, full] = [join(client, 'room:slow'), join(client, 'room:full')];
    server.accept();
    const held = await server.expectJoin('room:slow', { reply: 'hold' });
    await server.expectJoin('room:full', { reply: ['error', { reason: 'full' }] });
    held.reply('ok');
    await server.elapse(0);
    expect(slow).toBeIn('joined');
    expect(full).toBeIn('rejoin-waiting');
  });

  it('may have its token in a header, and a websocket beside it', async () => {
    const { server } = play({}, {}, { tokenIn: 'header' });
    server.accept();
    interpret(clientMachine, server.options()).start();
    await server.elapse(0);
    expect(server.acts.map((act) => act.type === 'connect' && act.transport)).toEqual(['longpoll', 'websocket']);
    expect(server.connections).toBe(2);
  });
});

describe('the fetch of a server in memory', () => {
  it('answers without a clock, too', async () => {
    const phoenix = createPhoenix(echoServer());
    const client = interpret(clientMachine, {
      input: { url: 'ws://memory.test/socket', transport: longPoll({ fetch: inMemory(phoenix).fetch }) },
    }).start();
    const room = join(client, 'echo:a');
    expect(await push(room, 'ping', { n: 1 })).toEqual({ n: 1 });
    phoenix.disconnect();
    await disconnect(client);
    expect(phoenix.connections).toBe(0);
  });
});
