import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientInput, ConfigurationError, endpointUrl, type TransportRequest } from 'xstate-phoenix';
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
    expect(createWorld({ authToken: '' }).socket.protocols).toEqual([]);
    expect(createWorld({ authToken: () => '' }).socket.protocols).toEqual([]);
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

  it.each(['a value', 'a function', 'an async function'])('has headers of its own if they are %s', async (kind) => {
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
  });

  it('is relative to the page where there is one', () => {
    vi.stubGlobal('location', { href: 'https://app.test:8443/page' });
    expect(createWorld({ url: '/socket' }).socket.url).toBe(
      endpointUrl({ url: 'wss://app.test:8443/socket', vsn: '2.0.0' }),
    );
  });

  it('dials at once if nothing is a promise', () => {
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

  it('uses values of its own, so that an expired token is not sent again', () => {
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
});

const options = ['url', 'params', 'authToken', 'headers'] as const;
type Option = (typeof options)[number];
const usable = { url: 'ws://a.test/socket', params: { a: 1 }, authToken: 'x', headers: { a: 'b' } };

/** A world whose transport takes headers, and one option of which comes from a function. */
function asking(option: Option, give: () => unknown, input: Partial<ClientInput> = {}) {
  const dialed: TransportRequest[] = [];
  const transport: ClientInput['transport'] = (request) => {
    dialed.push(request);
    return { send: () => {}, close: () => {} };
  };
  const { client, clock } = createWorld({ ...usable, ...input, transport, [option]: give }, { start: false });
  const heard = hear(client, 'connect.failed');
  client.start();
  return { client, clock, heard, dialed };
}

describe.each(options)('an attempt whose %s comes from a function', (option) => {
  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a number', 5],
    ['a function', () => usable[option]],
  ])('that gives %s has failed, and is made again until there is something to dial', async (what, nothing) => {
    for (const isLate of [false, true]) {
      let answer = nothing;
      const { clock, heard, dialed } = asking(option, () => (isLate ? Promise.resolve(answer) : answer));
      await turns();
      expect(heard).toMatchObject([{ attempt: 1, willRetry: true, retryInMs: 10, error: { code: 'params' } }]);
      expect(heard[0]?.error.message).toMatch(
        new RegExp(`^The client can not dial: ${option} .*its function gave ${what}\\b`),
      );
      clock.increment(10);
      await turns();
      expect(heard).toMatchObject([{}, { attempt: 2, willRetry: true, retryInMs: 50 }]);
      expect(dialed).toEqual([]);
      answer = usable[option];
      clock.increment(50);
      await turns();
      expect([heard.length, dialed.length]).toEqual([2, 1]);
    }
  });

  it('counts towards maxAttempts while it gives nothing', () => {
    const { client, clock } = asking(option, () => null, { maxAttempts: 2 });
    clock.increment(10);
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'exhausted', cause: { code: 'params' } });
  });
});

describe('an attempt for which a function gives what can not be dialed', () => {
  it.each<[string, Option, unknown, string]>([
    ['a url that is none', 'url', 'nowhere', 'a string'],
    ['a url of another scheme', 'url', 'ftp://server.test', 'a string'],
    ['params that are text', 'params', 'a=1', 'a string'],
    ['params that are a list', 'params', [], 'a list'],
    ['params with a vsn of their own', 'params', { vsn: '1.0.0' }, 'an object'],
    ['a token that no subprotocol can carry', 'authToken', 'ab?', 'a string'],
    ['headers that are text', 'headers', 'a: b', 'a string'],
    ['a header that can not be sent', 'headers', { authorization: 'a\nb' }, 'an object'],
  ])('such as %s has failed, and is made again', (_, option, answer, what) => {
    const { client, clock, heard, dialed } = asking(option, () => answer);
    clock.increment(10);
    expect(heard).toMatchObject([{}, { attempt: 2, willRetry: true, error: { code: 'params' } }]);
    expect(heard[0]?.error.message).toMatch(new RegExp(`${option}.* \\(its function gave ${what}\\)\\.$`));
    expect(client).toBeIn({ 'reconnect-waiting': 'backoff' });
    expect(dialed).toEqual([]);
  });

  it.each([
    ['SyntaxError', new SyntaxError('bad')],
    ['SecurityError', new DOMException('mixed content', 'SecurityError')],
    ['ConfigurationError', new ConfigurationError([{ path: 'url', message: 'can not be dialed' }])],
  ])('and the transport throws a %s has failed, and is made again', (_, error) => {
    const transport = () => {
      throw error;
    };
    const world = createWorld({ url: () => 'ws://a.test/socket', transport }, { start: false });
    const heard = hear(world.client, 'connect.failed');
    world.client.start();
    expect(heard).toMatchObject([{ willRetry: true, error: { code: 'params' } }]);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it.each<[string, Error, Partial<ClientInput>]>([
    ['the transport', new ConfigurationError([{ path: 'transport', message: 'is none' }]), { url: () => usable.url }],
    ['the transport', new TypeError('no'), { url: () => usable.url, headers: () => ({}) }],
    ['the url', new SyntaxError('bad'), { params: () => ({}) }],
    [
      'the url too',
      new ConfigurationError([
        { path: 'url', message: 'bad' },
        { path: 'params.a', message: 'bad' },
      ]),
      { params: () => ({}) },
    ],
  ])('fails for good where %s is to be blamed, which no function gives', (_, error, input) => {
    const transport = () => {
      throw error;
    };
    const { client } = createWorld({ ...input, transport });
    expect(client).toBeIn('failed');
    expect(client.getSnapshot().context.error?.code).toBe('configuration');
  });

  it('fails for good if the platform lacks what is needed', () => {
    const world = createWorld({ url: () => usable.url }, { start: false });
    vi.stubGlobal('URL', undefined);
    world.client.start();
    expect(world.client).toBeIn('failed');
    expect(world.client.getSnapshot().context.error?.message).toMatch(/^The client can not dial: URL, which every/);
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

  it.each(['resolves', 'rejects'] as const)('is ended by a disconnect, and ignores an answer that %s', async (how) => {
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
  });

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
