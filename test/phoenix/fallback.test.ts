import { describe, expect, it, vi } from 'vitest';
import { LongPoll, Serializer } from 'xstate-phoenix/phoenix';
import { PhoenixWorld } from './support/world.ts';

/** A memory of a page. */
function newMemory() {
  const stored = new Map<string, string>();
  return {
    stored,
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
}

const KEY = 'phx:fallback:LongPoll';

describe('longPollFallbackMs', () => {
  it('goes over to LongPoll when the transport does not open in time', () => {
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: newMemory() });
    world.socket.connect();
    world.pass(2_499);
    expect(world.socket.transport).not.toBe(LongPoll);
    world.pass(1);
    expect(world.socket.transport).toBe(LongPoll);
    expect(world.socket.conn).toBeInstanceOf(LongPoll);
    expect(world.conn.isAlive).toBe(false);
    world.socket.disconnect();
  });

  it('goes over to LongPoll when the transport fails', () => {
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: newMemory() });
    const replace = vi.spyOn(world.socket, 'replaceTransport');
    world.socket.connect();
    world.conn.fail();
    expect(replace).toHaveBeenCalledWith(LongPoll);
    world.socket.disconnect();
  });

  it('goes over to LongPoll when the transport opens and brings no answer', () => {
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: newMemory() });
    world.open();
    world.pass(2_500);
    expect(world.socket.transport).toBe(LongPoll);
    world.socket.disconnect();
  });

  it('keeps a transport that has opened and breaks', () => {
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: newMemory() });
    world.open();
    world.conn.fail();
    expect(world.socket.transport).not.toBe(LongPoll);
  });

  it('keeps the transport once it has answered', () => {
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: newMemory() });
    world.open();
    world.conn.reply(world.conn.last('heartbeat'));
    world.pass(60_000 - 1);
    expect(world.conns).toHaveLength(1);
  });

  it('remembers LongPoll for the next page once it has opened', () => {
    const memory = newMemory();
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: memory });
    world.socket.connect();
    world.pass(2_500);
    expect(memory.stored.size).toBe(0);
    world.socket.onConnOpen();
    expect(memory.stored.get(KEY)).toBe('true');
    world.socket.disconnect();
    const next = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: memory });
    next.socket.connect();
    expect(next.conns).toHaveLength(0);
    expect(next.socket.transport).toBe(LongPoll);
    next.socket.disconnect();
  });

  it('does nothing more when the program has disconnected', () => {
    const world = new PhoenixWorld({ longPollFallbackMs: 2_500, sessionStorage: newMemory() });
    world.socket.connect();
    world.socket.disconnect();
    world.pass(10_000);
    expect(world.socket.transport).not.toBe(LongPoll);
  });
});

describe('replaceTransport()', () => {
  it('gives up the connection, tells the channels, and does not connect', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    world.socket.replaceTransport(LongPoll);
    expect(world.conn.isAlive).toBe(false);
    expect(channel.state).toBe('errored');
    world.pass(10_000);
    expect(world.socket.conn).toBeNull();
  });
});

describe('LongPoll', () => {
  it('polls the endpoint of long polling, with the token of the subprotocol', () => {
    const poll = new LongPoll('wss://server.test/socket/websocket?vsn=2.0.0', [
      'phoenix',
      `base64url.bearer.phx.${btoa('secret')}`,
    ]);
    expect(poll.pollEndpoint).toBe('https://server.test/socket/longpoll?vsn=2.0.0');
    expect(poll.authToken).toBe('secret');
    expect(poll.readyState).toBe(0);
    poll.close();
    expect(poll.readyState).toBe(2);
  });

  it('is given no messages but those of the Serializer', () => {
    const encode = () => {};
    expect(new PhoenixWorld({ encode }).socket.encode).toBe(encode);
    expect(new PhoenixWorld({ encode, transport: LongPoll }).socket.encode).toBe(Serializer.encode);
  });

  it('is given up by closeAndRetry() and ontimeout(), as if the server were gone', () => {
    for (const giveUp of ['closeAndRetry', 'ontimeout'] as const) {
      const poll = new LongPoll('wss://server.test/socket/websocket');
      const told: unknown[] = [];
      poll.onerror = () => told.push('error');
      poll.onclose = ({ code, wasClean }) => told.push(code, wasClean);
      poll[giveUp]();
      poll.poll();
      expect(told).toEqual(['error', 1005, false]);
    }
  });

  it('connects a socket, carries its messages, and is closed by it', async () => {
    vi.stubGlobal('fetch', answering());
    try {
      const world = new PhoenixWorld({ transport: LongPoll });
      const opened = new Promise<void>((resolve) => world.socket.onOpen(resolve));
      world.socket.connect();
      await opened;
      const joined = new Promise((resolve) => world.socket.channel('room:1').join().receive('ok', resolve));
      expect(await joined).toEqual({ by: 'longpoll' });
      const closed = new Promise<void>((resolve) => world.socket.disconnect(resolve));
      await closed;
      expect(world.socket.conn).toBeNull();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

/** A server that opens, and answers the join that is posted. */
function answering(): typeof fetch {
  let isOpen = false;
  let deliver: ((messages: string[]) => void) | undefined;
  const answer = (body: object) => new Response(JSON.stringify(body));
  return async (_, { method = 'GET', body, signal } = {}) => {
    if (method === 'POST') {
      const [joinRef, ref, topic] = JSON.parse(String(body));
      const reply = [joinRef, ref, topic, 'phx_reply', { status: 'ok', response: { by: 'longpoll' } }];
      deliver?.([JSON.stringify(reply)]);
      return answer({ status: 200 });
    }
    if (!isOpen) {
      isOpen = true;
      return answer({ status: 410, token: 'session' });
    }
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
      deliver = (messages) => resolve(answer({ status: 200, messages }));
    });
  };
}
