import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientInput, endpointUrl } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { deferred, turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

afterEach(() => vi.unstubAllGlobals());

const query = (url: string) => new URL(url).search;

describe('an attempt', () => {
  it('carries the params in the query, and the token as a subprotocol', () => {
    const { socket } = createWorld({ params: { user: 'ana', tags: ['a', 'b'] }, authToken: 'secret' });
    expect(socket.url).toBe('ws://server.test/socket/websocket?user=ana&tags%5B%5D=a&tags%5B%5D=b&vsn=2.0.0');
    expect(socket.protocols).toEqual(['phoenix', `base64url.bearer.phx.${btoa('secret').replace(/=+$/, '')}`]);
  });

  it('asks for no subprotocol without a token', () => {
    expect(createWorld().socket.protocols).toEqual([]);
    expect(createWorld({ authToken: () => undefined }).socket.protocols).toEqual([]);
  });

  it('hands the headers to the transport', () => {
    const dialed: unknown[] = [];
    createWorld({
      headers: { 'x-tenant': 'a' },
      transport: ({ headers }) => {
        dialed.push(headers);
        return { send: () => {}, close: () => {} };
      },
    });
    expect(dialed).toEqual([{ 'x-tenant': 'a' }]);
  });

  it.each(['a value', 'a function', 'an async function'])(
    'has the headers of its own asking where they are %s',
    async (kind) => {
      const dialed: unknown[] = [];
      let token = 'old';
      const headers = () => ({ authorization: token });
      const world = createWorld({
        headers: kind === 'a value' ? headers() : kind === 'a function' ? headers : async () => headers(),
        transport: ({ headers }, { closed }) => {
          dialed.push(headers.authorization);
          queueMicrotask(() => closed({ code: 1006, reason: '' }));
          return { send: () => {}, close: () => {} };
        },
      });
      await turns();
      token = 'new';
      world.clock.increment(10);
      await turns();
      expect(dialed).toEqual(kind === 'a value' ? ['old', 'old'] : ['old', 'new']);
    },
  );

  it('has no headers where their function gives none', () => {
    expect(createWorld({ headers: () => undefined as never }).client).toBeIn({ connecting: 'dialing' });
  });

  it('is relative to the page where there is one', () => {
    vi.stubGlobal('location', { href: 'https://app.test:8443/page' });
    expect(createWorld({ url: '/socket' }).socket.url).toBe(
      endpointUrl({ url: 'wss://app.test:8443/socket', vsn: '2.0.0' }),
    );
  });

  it('dials at once where nothing has to be waited for', () => {
    const world = createWorld({ url: () => 'ws://a.test/socket', params: () => ({ n: 1 }), authToken: () => 'x' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(world.socket.url).toBe('ws://a.test/socket/websocket?n=1&vsn=2.0.0');
  });

  it('waits for promises of url, params and token', async () => {
    const url = deferred<string>();
    const params = deferred<{ n: number }>();
    const token = deferred<string>();
    const world = createWorld({
      url: () => url.promise,
      params: () => params.promise,
      authToken: () => token.promise,
    });
    expect(world.client).toBeIn({ connecting: 'preparing' });
    token.resolve('t');
    params.resolve({ n: 1 });
    await turns();
    expect(world.sockets).toEqual([]);
    url.resolve('ws://b.test/socket');
    await turns();
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(world.socket.url).toBe('ws://b.test/socket/websocket?n=1&vsn=2.0.0');
    expect(world.socket.protocols[1]).toBe(`base64url.bearer.phx.${btoa('t').replace(/=+$/, '')}`);
  });

  it('asks each function exactly once, with the number of the retry, before the first try and each one after', () => {
    const asked: [string, number][] = [];
    const ask =
      <T>(name: string, answer: T) =>
      (attempt: number) => {
        asked.push([name, attempt]);
        return answer;
      };
    const world = createWorld({
      url: ask('url', 'ws://a.test/socket'),
      params: ask('params', { n: 1 }),
      authToken: ask('authToken', 'x'),
      headers: ask('headers', {}),
    });
    expect(asked.splice(0)).toEqual([
      ['url', 0],
      ['params', 0],
      ['authToken', 0],
      ['headers', 0],
    ]);
    world.open();
    expect(asked).toEqual([]);
    world.socket.close();
    world.clock.increment(10);
    expect(asked.splice(0)).toEqual([
      ['url', 1],
      ['params', 1],
      ['authToken', 1],
      ['headers', 1],
    ]);
    world.socket.close();
    world.client.send({ type: 'client.connect' });
    expect(asked.map(([, attempt]) => attempt)).toEqual([2, 2, 2, 2]);
  });

  it('carries the answers of its own asking, so that an expired token is not sent again', () => {
    let token = 'old';
    const world = createWorld({ params: () => ({ token }) });
    world.open().close();
    token = 'new';
    world.clock.increment(10);
    expect(world.sockets.map(({ url }) => query(url))).toEqual(['?token=old&vsn=2.0.0', '?token=new&vsn=2.0.0']);
  });
});

const broken: [string, Partial<ClientInput>][] = [
  ['url', { url: () => Promise.reject(new Error('down')) }],
  ['params', { params: () => Promise.reject(new Error('down')) }],
  ['authToken', { authToken: () => Promise.reject(new Error('down')) }],
  ['headers', { headers: () => Promise.reject(new Error('down')) }],
  [
    'params',
    {
      params: () => {
        throw new Error('down');
      },
    },
  ],
];

describe('an attempt whose functions fail', () => {
  it.each(broken)('fails with what was wrong with %s, and is made again', async (name, input) => {
    const world = createWorld(input);
    const heard = hear(world.client, 'connect.failed');
    await turns();
    expect(heard).toMatchObject([
      { attempt: 1, willRetry: true, error: { code: 'params', cause: { message: 'down' } } },
    ]);
    expect(heard[0]?.error.message).toContain(`"${name}"`);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
    world.clock.increment(10);
    await turns();
    expect(heard.length).toBe(2);
    expect(world.sockets).toEqual([]);
  });

  it('fails once where two of them fail', async () => {
    const down = () => Promise.reject(new Error('down'));
    const world = createWorld({ params: down, authToken: down });
    const heard = hear(world.client, 'connect.failed');
    await turns();
    expect(heard.length).toBe(1);
  });

  it('counts towards maxAttempts', async () => {
    const world = createWorld({ maxAttempts: 1, params: () => Promise.reject(new Error('down')) });
    await turns();
    expect(world.client).toBeIn('failed');
  });

  it.each<[string, Partial<ClientInput>, RegExp]>([
    ['a url that is none', { url: () => 'nowhere' }, /url/],
    ['no url', { url: () => undefined as never }, /url/],
    ['a url of another scheme', { url: () => 'ftp://server.test' }, /url/],
    ['params that are no object', { params: () => 'a=1' as never }, /params/],
    ['params that are null', { params: () => null as never }, /params/],
    ['params with a vsn of their own', { params: () => ({ vsn: '1.0.0' }) }, /params/],
    ['a token that is no string', { authToken: () => 5 as never }, /authToken/],
    ['a token that no subprotocol can carry', { authToken: () => 'ab?' }, /authToken/],
    ['headers that are no object', { headers: () => 'a: b' as never }, /headers/],
    ['a header that can not be sent', { headers: () => ({ authorization: 'a\nb' }) }, /headers\["authorization"\]/],
  ])('fails for good on %s', (_, input, about) => {
    const world = createWorld(input);
    expect(world.client).toBeIn('failed');
    expect(world.client.getSnapshot().context.error).toMatchObject({ code: 'configuration' });
    expect(world.client.getSnapshot().context.error?.message).toMatch(about);
    expect(world.sockets).toEqual([]);
    expect(world.clock.timers).toBe(0);
  });
});

describe('an attempt that waits for answers', () => {
  const never = () => new Promise<never>(() => {});

  it('is given up after connectTimeoutMs', () => {
    const world = createWorld({ params: never, connectTimeoutMs: 2000 });
    const heard = hear(world.client, 'connect.failed');
    world.clock.increment(1999);
    expect(world.client).toBeIn({ connecting: 'preparing' });
    world.clock.increment(1);
    expect(heard).toMatchObject([{ willRetry: true, error: { code: 'timeout' } }]);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it('leaves the handshake a time of its own', async () => {
    const params = deferred<Record<string, string>>();
    const world = createWorld({ params: () => params.promise, connectTimeoutMs: 2000 });
    world.clock.increment(1500);
    params.resolve({});
    await turns();
    world.clock.increment(1999);
    expect(world.client).toBeIn({ connecting: 'dialing' });
    world.clock.increment(1);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it.each(['resolves', 'rejects'] as const)(
    'is ended by a disconnect, and nothing comes of an answer that %s',
    async (how) => {
      const params = deferred<Record<string, string>>();
      const world = createWorld({ params: () => params.promise });
      const heard = hear(world.client);
      world.client.send({ type: 'client.disconnect' });
      if (how === 'resolves') params.resolve({});
      else params.reject(new Error('late'));
      await turns();
      expect(world.sockets).toEqual([]);
      expect(world.client).toBeIn('disconnected');
      expect(heard).toEqual([{ type: 'disconnected' }]);
    },
  );

  it('ignores the answer to an older attempt', async () => {
    const asked: ReturnType<typeof deferred<{ n: number }>>[] = [];
    const world = createWorld({
      connectTimeoutMs: 1000,
      params: () => {
        const answer = deferred<{ n: number }>();
        asked.push(answer);
        return answer.promise;
      },
    });
    world.clock.increment(1000 + 10);
    expect(world.client).toBeIn({ connecting: 'preparing' });
    asked[0]?.resolve({ n: 0 });
    await turns();
    expect(world.sockets).toEqual([]);
    asked[1]?.resolve({ n: 1 });
    await turns();
    expect(world.sockets.map(({ url }) => query(url))).toEqual(['?n=1&vsn=2.0.0']);
  });
});
