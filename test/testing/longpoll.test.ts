import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ChannelHandlers,
  createPhoenix,
  inMemory,
  type PhoenixOptions,
  type PhoenixServer,
  startServer,
  TestClock,
} from '../../src/testing/index.ts';
import { nextTask } from '../../src/testing/task.ts';
import { upgrade } from './peer.ts';

const echo: ChannelHandlers = {
  join: () => ({ ok: {} }),
  handleIn: (_, payload) => ({ reply: ['ok', payload] }),
};

const NDJSON = { 'content-type': 'application/x-ndjson' };
const JOIN = '["1","1","room:a","phx_join",{}]';
const HEARTBEAT = '[null,"9","phoenix","heartbeat",{}]';

/** The next request has come to a server of this process, which has done what it does at once. */
async function requestArrives(): Promise<void> {
  const name = 'http.server.request.start';
  await new Promise<void>((resolve) => {
    const arrives = () => {
      unsubscribe(name, arrives);
      resolve();
    };
    subscribe(name, arrives);
  });
  await nextTask();
}

/** A client that makes the requests that it is told to, on a virtual clock. */
function dial(options: Partial<PhoenixOptions> = {}, query = 'vsn=2.0.0') {
  const clock = new TestClock();
  const phoenix = createPhoenix({ channels: { 'room:*': echo }, ...options });
  const memory = inMemory(phoenix, { clock });
  const ask = async (
    method: string,
    { token = '', body = '', headers = {}, signal = new AbortController().signal } = {},
  ) => {
    const url = `http://server.test/socket/longpoll?${query}${token && `&token=${token}`}`;
    const response = await memory.fetch(url, { method, headers, body, signal });
    const text = await response.text();
    return { http: response.status, ...(text.startsWith('{') ? JSON.parse(text) : { text }) };
  };
  const open = async () => {
    const { token } = await ask('GET');
    return {
      token,
      poll: (signal?: AbortSignal) => ask('GET', { token, ...(signal && { signal }) }),
      post: (body: string, headers: Record<string, string> = NDJSON) => ask('POST', { token, body, headers }),
    };
  };
  return { clock, phoenix, memory, ask, open };
}

/** Lets all promises settle, then tells whether this one has. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  await nextTask();
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending;
}

describe('a session of long polling', () => {
  it('answers a parked poll when a message comes, with all messages of that moment', async () => {
    const { open } = dial();
    const { poll, post } = await open();
    const parked = poll();
    expect(await isPending(parked)).toBe(true);
    expect(await post(`${JOIN}\n${HEARTBEAT}`)).toEqual({ http: 200, status: 200 });
    const { status, messages } = await parked;
    expect([status, messages.length]).toEqual([200, 2]);
  });

  it('answers a poll without messages when its window has passed', async () => {
    const { clock, open } = dial();
    const { poll } = await open();
    const parked = poll();
    clock.increment(9_999);
    expect(await isPending(parked)).toBe(true);
    clock.increment(1);
    expect(await parked).toMatchObject({ status: 204, messages: [] });
  });

  it('gives its messages to the last of several polls', async () => {
    const { clock, open } = dial();
    const { poll, post } = await open();
    const polls = [poll(), poll()] as const;
    await post(HEARTBEAT);
    expect(await polls[1]).toMatchObject({ status: 200 });
    expect(await isPending(polls[0])).toBe(true);
    clock.increment(10_000);
    expect(await polls[0]).toMatchObject({ status: 204 });
  });

  it('ends when it has not been polled for one and a half windows, and its channels with it', async () => {
    const ends: unknown[] = [];
    const { ask, clock, phoenix, open } = dial({
      channels: { 'room:*': { ...echo, terminate: (reason) => void ends.push(reason) } },
    });
    const { token, poll, post } = await open();
    await post(JOIN);
    clock.increment(14_999);
    expect((await poll()).status).toBe(200);
    clock.increment(15_000);
    expect([ends, phoenix.connections]).toEqual([['closed'], 0]);
    const late = ask('POST', { token, body: HEARTBEAT });
    expect(await isPending(late)).toBe(true);
    clock.increment(2_000);
    expect(await late).toEqual({ http: 200, status: 410 });
  });

  it('handles a hundred lines of a POST, and ignores the rest', async () => {
    const { open } = dial();
    const { poll, post } = await open();
    await post(Array(150).fill(HEARTBEAT).join('\r\n'));
    expect((await poll()).messages.length).toBe(100);
  });

  it('takes any other type for one text', async () => {
    const { open } = dial({}, 'vsn=1.0.0');
    const { poll, post } = await open();
    await post('{"topic":"phoenix","event":"heartbeat","payload":{},\n"ref":"1"}', { 'Content-Type': 'text/plain' });
    expect((await poll()).messages).toHaveLength(1);
  });

  it('answers a POST with 408 while a slow join keeps it busy, and goes on when it is done', async () => {
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { clock, open } = dial({ channels: { 'room:*': { ...echo, join: () => slow.then(() => ({ ok: {} })) } } });
    const { poll, post } = await open();
    const busy = post(`${JOIN}\n${HEARTBEAT}`);
    expect(await isPending(busy)).toBe(true);
    clock.increment(10_000);
    expect(await busy).toEqual({ http: 200, status: 408 });
    finish();
    await nextTask();
    expect((await poll()).messages).toHaveLength(1);
    expect(await post(HEARTBEAT)).toMatchObject({ status: 200 });
  });

  it('answers a POST when a slow join is done', async () => {
    const { open } = dial({ channels: { 'room:*': { ...echo, join: async () => ({ ok: {} }) } } });
    const { post } = await open();
    expect(await post(`${JOIN}\n${HEARTBEAT}`)).toMatchObject({ status: 200 });
  });

  it.each([
    ['[1', 408],
    ['["1","2","room:a"]', 408],
  ])('crashes at a line that is no frame: %s', async (body, status) => {
    const { clock, open, phoenix } = dial();
    const { post } = await open();
    const posted = post(body);
    await nextTask();
    clock.increment(10_000);
    expect(await posted).toMatchObject({ status });
    expect(phoenix.connections).toBe(0);
  });

  it.each([
    ['no base64', 'a b=', 500],
    ['base64 without its padding', 'YQ', 500],
    ['a body of more than 8 MB', `${HEARTBEAT}${' '.repeat(8_000_000)}`, 400],
  ])('refuses %s, and lives', async (_, body, http) => {
    const { open } = dial();
    const { post } = await open();
    expect((await post(body)).http).toBe(http);
    expect(await post(HEARTBEAT)).toMatchObject({ status: 200 });
  });

  it('takes many bytes', async () => {
    const got: unknown[] = [];
    const { open } = dial({
      channels: { 'room:*': { ...echo, handleIn: (_, bytes) => void got.push((bytes as Uint8Array).length) } },
    });
    const { post } = await open();
    await post(JOIN);
    await post(btoa(`\u0000\u0001\u0001\u0006\u000312room:asay${'x'.repeat(4_000_000)}`));
    expect(got).toEqual([4_000_000]);
  });

  it('sends bytes as Phoenix does: as text if they are UTF-8, or not at all', async () => {
    const { open } = dial();
    const { poll, post } = await open();
    await post(JOIN);
    await poll();
    await post(btoa('\u0000\u0001\u0001\u0006\u000312room:asay\u0068\u0069'));
    expect((await poll()).messages).toEqual(['\u0001\u0001\u0001\u0006\u000212room:aokhi']);
    await post(btoa('\u0000\u0001\u0001\u0006\u000312room:asay\u00ff'));
    expect((await poll()).http).toBe(500);
    await post(HEARTBEAT);
    expect((await poll()).messages).toHaveLength(1);
  });

  it('is over when its client gives a poll up', async () => {
    const { open, phoenix } = dial();
    const { poll } = await open();
    const client = new AbortController();
    const parked = poll(client.signal);
    client.abort(new Error('gone'));
    await expect(parked).rejects.toThrow('gone');
    await nextTask();
    expect(phoenix.connections).toBe(0);
  });
});

describe('a server on a port', () => {
  const servers: PhoenixServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
  const start = async (options: Parameters<typeof startServer>[0]) => {
    const server = await startServer(options);
    servers.push(server);
    return server;
  };

  it('upgrades no session of long polling, and has no other path for it', async () => {
    const { port } = await start({ channels: {} });
    expect((await upgrade(port, '/socket/longpoll?vsn=2.0.0', {})).status).toBe(400);
    const response = await fetch(`http://127.0.0.1:${port}/other/longpoll?vsn=2.0.0`, { method: 'POST' });
    expect([response.status, await response.text()]).toEqual([404, 'not found']);
  });

  it('has no long polling if it is told so', async () => {
    const { port } = await start({ channels: {}, longPoll: false });
    const response = await fetch(`http://127.0.0.1:${port}/socket/longpoll?vsn=2.0.0`);
    expect([response.status, await response.text()]).toEqual([404, 'not found']);
  });

  it('stops while a poll is parked, and keeps no timer', async () => {
    const server = await start({ channels: {} });
    const url = `http://127.0.0.1:${server.port}/socket/longpoll?vsn=2.0.0`;
    const { token } = await (await fetch(url)).json();
    const arrived = requestArrives();
    const parked = fetch(`${url}&token=${token}`).catch(({ name }) => name);
    await arrived;
    await server.stop();
    expect(await parked).toBe('TypeError');
    expect(server.connections).toBe(0);
  });

  it('cuts the parked polls when it drops its connections', async () => {
    const server = await start({ channels: {} });
    const url = `http://127.0.0.1:${server.port}/socket/longpoll?vsn=2.0.0`;
    const { token } = await (await fetch(url)).json();
    const arrived = requestArrives();
    const parked = fetch(`${url}&token=${token}`).catch(({ name }) => name);
    await arrived;
    server.dropConnections();
    expect(await parked).toBe('TypeError');
  });

  it('lives when a client is gone before its answer', async () => {
    const server = await start({ channels: {} });
    const arrived = requestArrives();
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /socket/longpoll HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345');
    await arrived;
    socket.destroy();
    const response = await fetch(`http://127.0.0.1:${server.port}/socket/longpoll?vsn=2.0.0`);
    expect((await response.json()).status).toBe(410);
  });
});
