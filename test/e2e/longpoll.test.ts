import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  awaitJoin,
  awaitMessage,
  type ClientInput,
  type ClientRef,
  cast,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
  on,
  ping,
  push,
} from 'xstate-phoenix';
import { longPoll } from 'xstate-phoenix/longpoll';
import { type PhoenixServer, type ServerOptions, startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';

const servers: PhoenixServer[] = [];
const clients: ClientRef[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options: Partial<ServerOptions> = {}): Promise<PhoenixServer> {
  const server = await startServer({ ...echoServer(), ...options });
  servers.push(server);
  return server;
}

function clientOf({ url }: PhoenixServer, input: Partial<ClientInput> = {}): ClientRef {
  const client = interpret(clientMachine, {
    input: { url, transport: longPoll(), reconnectAfterMs: [20], ...input },
  }).start();
  clients.push(client);
  return client;
}

describe('a client over long polling, on a port,', () => {
  it('joins, pushes, casts, hears and leaves', async () => {
    const client = clientOf(await start(), { params: { user_id: 'ana' }, authToken: 's3cret' });
    const room = join(client, 'echo:žluť 🐎', { params: { since: 0 } });
    const heard: unknown[] = [];
    on(room, 'tick', ({ i }) => heard.push(i));
    expect(await awaitJoin(room)).toEqual({ response: { params: { since: 0 } }, rejoin: false });
    const replies = await Promise.all([
      push(room, 'ping', { n: 1 }),
      push(room, 'fail', { why: 'because' }).catch(({ response }) => response),
      push(room, 'push_me', { event: 'tick', payload: {}, n: 300 }),
    ]);
    expect(replies).toEqual([{ n: 1 }, { why: 'because' }, { n: 300 }]);
    expect(heard).toEqual(Array.from({ length: 300 }, (_, index) => index));
    const next = awaitMessage(room, 'shout');
    cast(room, 'broadcast', { event: 'shout', payload: { loud: true } });
    expect((await next).payload).toEqual({ loud: true });
    expect(await push(room, 'whoami')).toMatchObject({ auth_token: 's3cret', transport: 'longpoll', user_id: 'ana' });
    expect(await push(room, 'crash').catch(({ code }) => code)).toBe('channel_crashed');
    await awaitJoin(room);
    expect(await ping(client)).toBeGreaterThanOrEqual(0);
    expect(client.getSnapshot().context.transport?.name).toBe('longpoll');
    expect(await leave(room)).toEqual({ acknowledged: true });
  });

  it('pushes bytes', async () => {
    const got: unknown[] = [];
    const take = { join: () => ({ ok: {} }), handleIn: (_: string, bytes: unknown) => void got.push(bytes) };
    const client = clientOf(await start({ channels: { 'room:*': take } }));
    const room = join(client, 'room:a');
    await awaitJoin(room);
    const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index);
    cast(room, 'bytes', bytes);
    await vi.waitFor(() => expect(got).toEqual([bytes]));
  });

  it('awaits frames one by one, though many come in one answer', async () => {
    const client = clientOf(await start());
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    cast(room, 'push_me', { event: 'tick', payload: {}, n: 5 });
    for (let index = 0; index < 5; index += 1) expect((await awaitMessage(room, 'tick')).payload).toEqual({ i: index });
  });

  it('writes many frames at once, in order', async () => {
    const client = clientOf(await start());
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    const questions = Array.from({ length: 250 }, (_, n) => ({ n }));
    expect(await Promise.all(questions.map((question) => push(room, 'ping', question)))).toEqual(questions);
  });

  it('sees who is there, and is seen', async () => {
    const server = await start();
    const [ana, bo] = ['ana', 'bo'].map((user_id) => clientOf(server, { params: { user_id } })) as [
      ClientRef,
      ClientRef,
    ];
    const room = join(ana, 'presence:lobby', { params: { meta: { name: 'Ana' } } });
    const diff = awaitMessage<{ joins: object }>(room, 'presence_diff', {
      where: ({ joins }) => 'bo' in joins,
    });
    await awaitJoin(room);
    await awaitJoin(join(bo, 'presence:lobby', { params: { meta: { name: 'Bo' } } }));
    expect((await diff).payload).toMatchObject({ joins: { bo: { metas: [{ name: 'Bo' }] } } });
    const gone = awaitMessage<{ leaves: object }>(room, 'presence_diff', { where: ({ leaves }) => 'bo' in leaves });
    await disconnect(bo);
    await gone;
  });

  it('leaves its topics before it disconnects, so that the server sees it at once', async () => {
    const ends: unknown[] = [];
    const channel = { join: () => ({ ok: {} }), terminate: (reason: unknown) => void ends.push(reason) };
    const client = clientOf(await start({ channels: { 'room:*': channel } }));
    const rooms = Array.from({ length: 90 }, (_, index) => join(client, `room:${index}`));
    await Promise.all(rooms.map((room) => awaitJoin(room)));
    await disconnect(client);
    expect(ends).toEqual(rooms.map(() => 'left'));
    expect(client.getSnapshot().context.lastClose).toEqual({ code: 1000, reason: '' });
  });

  it('is gone after one and a half windows without a poll', async () => {
    const ends: unknown[] = [];
    const channel = { join: () => ({ ok: {} }), terminate: (reason: unknown) => void ends.push(reason) };
    const server = await start({ channels: { 'room:*': channel }, longPoll: { windowMs: 200 } });
    let isDown = false;
    const transport = longPoll({
      fetch: (url, init) => (isDown ? new Promise(() => {}) : globalThis.fetch(url, init)),
    });
    await awaitJoin(join(clientOf(server, { transport }), 'room:a'));
    isDown = true;
    await vi.waitFor(() => expect(ends).toEqual(['closed']));
    expect(server.connections).toBe(0);
  });

  it('stays connected while nothing happens for many windows', async () => {
    const client = clientOf(await start({ longPoll: { windowMs: 300 } }), {
      transport: longPoll({ timeoutMs: 4_000 }),
    });
    const lost = vi.fn();
    client.on('connection.lost', lost);
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    await push(room, 'late', { ms: 10_000 });
    expect(lost).not.toHaveBeenCalled();
  });

  it('joins again in a new session, after the server has ended its own', async () => {
    const server = await start({ longPoll: { windowMs: 300, pubsubTimeoutMs: 10 } });
    const client = clientOf(server);
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    const lost = new Promise((resolve) => client.on('connection.lost', resolve));
    const rejoined = new Promise((resolve) => room.on('joined', resolve));
    server.disconnect();
    expect(await lost).toMatchObject({ code: 3410, cause: 'remote', error: { code: 'lost' }, willRetry: true });
    expect(await rejoined).toMatchObject({ rejoin: true });
  });

  it('joins again after the server has been started anew', async () => {
    const server = await start();
    const client = clientOf(server);
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    const lost = new Promise((resolve) => client.on('connection.lost', resolve));
    const rejoined = new Promise((resolve) => room.on('joined', resolve));
    await server.stop();
    expect(await lost).toMatchObject({ code: 1011, cause: 'remote' });
    servers.push(await startServer({ ...echoServer(), port: server.port }));
    expect(await rejoined).toMatchObject({ rejoin: true });
  });

  it.each([
    ['the server refuses it', { connect: () => ({ error: 403 }) }, 'unauthorized', 403],
    ['the endpoint has no long polling', { longPoll: false } as const, 'refused', 404],
    [
      'connect/3 crashes',
      {
        connect: () => {
          throw new Error('asked to');
        },
      },
      'refused',
      500,
    ],
  ])('knows why it can not connect when %s', async (_, options, code, httpStatus) => {
    const client = clientOf(await start(options), { maxAttempts: 1 });
    await expect(awaitConnect(client)).rejects.toBeDefined();
    const { error } = client.getSnapshot().context;
    expect(error?.code === 'exhausted' ? error.cause : error).toMatchObject({ code, httpStatus });
  });

  it('knows the session of one server by its token, and a second server does not', async () => {
    const [one, two] = [await start(), await start()];
    const ask = async (server: PhoenixServer, query: string) => {
      const response = await fetch(`${server.url.replace('ws', 'http')}/longpoll?vsn=2.0.0${query}`, {
        method: 'POST',
        body: '[null,"1","phoenix","heartbeat",{}]',
      });
      return (await response.json()).status;
    };
    const opened = await fetch(`${one.url.replace('ws', 'http')}/longpoll?vsn=2.0.0`);
    const { token } = await opened.json();
    expect(await ask(one, `&token=${token}`)).toBe(200);
    expect(await ask(two, `&token=${token}`)).toBe(410);
    expect(await ask(one, '')).toBe(410);
  });
});
