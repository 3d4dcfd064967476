import { describe, expect, it, vi } from 'vitest';
import {
  type ClientInput,
  channels,
  connect,
  disconnect,
  join,
  type RefreshAuthOptions,
  refreshAuth,
  Unauthorized,
} from 'xstate-phoenix';
import { hear } from './support/hear.ts';
import './support/matchers.ts';
import { accept, deferred, hear as hearRoom, outcome, TOPIC, turns } from './support/room.ts';
import { createWorld } from './support/world.ts';

/** Supabase's: the token that its Realtime takes while a topic is joined. */
const onRefresh: RefreshAuthOptions['onRefresh'] = ({ authToken }) => ({
  event: 'access_token',
  payload: { access_token: authToken },
});

/** A connected client whose token is asked for, with one joined topic. */
function loggedIn(input: Partial<ClientInput> = {}) {
  const authToken = vi.fn((_: number): string | PromiseLike<string> => 'second');
  authToken.mockImplementationOnce(() => 'first');
  const world = createWorld({ authToken, ...input });
  const socket = world.open();
  const room = join(world.client, TOPIC);
  accept(socket);
  return { world, client: world.client, clock: world.clock, socket, room, authToken };
}

describe('refreshAuth', () => {
  it('asks again, and pushes to each joined topic what onRefresh gives', async () => {
    const { client, socket, authToken } = loggedIn();
    const other = join(client, 'room:b');
    accept(socket);
    join(client, 'room:joining');
    const seen: unknown[] = [];
    const refreshed = refreshAuth(client, {
      onRefresh: (auth, room) => {
        seen.push([auth, room.getSnapshot().context.topic]);
        return room === other ? null : onRefresh(auth, room);
      },
    });
    expect(await outcome(refreshed)).toEqual({ value: undefined });
    expect(authToken.mock.calls).toEqual([[0], [0]]);
    const auth = { params: {}, authToken: 'second' };
    expect(seen).toEqual([
      [auth, TOPIC],
      [auth, 'room:b'],
    ]);
    expect(socket.of('access_token')).toMatchObject([
      ['1', expect.any(String), TOPIC, 'access_token', { access_token: 'second' }],
    ]);
  });

  it('asks every function, waits for all of them, and keeps the connection', async () => {
    const later = deferred<{ user: string }>();
    const asked: string[] = [];
    const note =
      <T>(name: string, value: T) =>
      () => {
        asked.push(name);
        return value;
      };
    const { world, client, socket } = loggedIn({
      url: note('url', 'ws://server.test/socket'),
      headers: note('headers', {}),
    });
    expect(asked).toEqual(['url', 'headers']);
    const given = vi.fn();
    void refreshAuth(client, { onRefresh: (auth) => given(auth) });
    await turns();
    expect(asked).toEqual(['url', 'headers', 'url', 'headers']);
    expect(world.sockets).toEqual([socket]);

    const slow = createWorld({ params: () => later.promise });
    later.resolve({ user: 'ana' });
    await turns();
    slow.open();
    join(slow.client, TOPIC);
    accept(slow.socket);
    void refreshAuth(slow.client, { onRefresh: (auth) => given(auth) });
    await turns();
    expect(given.mock.calls).toEqual([
      [{ params: {}, authToken: 'second' }],
      [{ params: { user: 'ana' }, authToken: undefined }],
    ]);
  });

  it('pushes nothing without onRefresh, or where that gives nothing', async () => {
    const { client, socket } = loggedIn();
    const before = socket.frames.length;
    expect(await outcome(refreshAuth(client))).toEqual({ value: undefined });
    expect(await outcome(refreshAuth(client, { onRefresh: () => undefined }))).toEqual({ value: undefined });
    expect(socket.frames.length).toBe(before);
  });

  it('lets a push wait for a socket that is full, whatever whenNotJoined says', async () => {
    const { client, socket, clock } = loggedIn({ whenNotJoined: 'reject', maxBufferedAmount: 10 });
    socket.bufferedAmount = 11;
    await refreshAuth(client, { onRefresh });
    expect(socket.of('access_token')).toEqual([]);
    socket.bufferedAmount = 0;
    clock.increment(50);
    expect(socket.of('access_token').length).toBe(1);
  });

  it('rejects as disconnected where there is no connection, and asks nobody', async () => {
    const { world, client, socket, authToken } = loggedIn();
    socket.close();
    expect(await outcome(refreshAuth(client))).toMatchObject({ error: { name: 'ConnectError', code: 'disconnected' } });
    void disconnect(client);
    expect(await outcome(refreshAuth(client))).toMatchObject({ error: { code: 'disconnected' } });
    client.stop();
    expect(await outcome(refreshAuth(client))).toMatchObject({ error: { code: 'disconnected' } });
    expect(authToken).toHaveBeenCalledTimes(1);
    expect(world.sockets.length).toBe(1);
  });

  it('rejects when the connection ends meanwhile, and what comes then is not pushed', async () => {
    const later = deferred<string>();
    const { world, client, socket, clock, authToken } = loggedIn();
    authToken.mockImplementationOnce(() => later.promise);
    const refreshed = refreshAuth(client, { onRefresh });
    socket.close();
    clock.increment(10);
    accept(world.open());
    later.resolve('late');
    expect(await outcome(refreshed)).toMatchObject({ error: { code: 'disconnected' } });
    expect(world.socket.of('access_token')).toEqual([]);
  });

  it('rejects when the time is up: by default that of an attempt', async () => {
    const { client, clock, authToken, socket } = loggedIn();
    const later = deferred<string>();
    authToken.mockImplementation(() => later.promise);
    const [usual, short] = [refreshAuth(client, { onRefresh }), refreshAuth(client, { timeoutMs: 5 })];
    clock.increment(5);
    expect(await outcome(short)).toMatchObject({ error: { code: 'timeout' } });
    clock.increment(9_994);
    expect(await outcome(usual)).toBe('pending');
    clock.increment(1);
    expect(await outcome(usual)).toMatchObject({ error: { code: 'timeout' } });
    later.resolve('late');
    await turns();
    expect(socket.of('access_token')).toEqual([]);
    expect(client).toBeIn('connected');
  });

  it('rejects when its signal is aborted, and what fails then ends nothing', async () => {
    const { client, authToken } = loggedIn();
    const later = deferred<string>();
    authToken.mockImplementation(() => later.promise);
    const abort = new AbortController();
    const refreshed = refreshAuth(client, { signal: abort.signal });
    abort.abort(new Error('enough'));
    expect(await outcome(refreshed)).toMatchObject({ error: { code: 'aborted', cause: { message: 'enough' } } });
    later.reject(new Unauthorized());
    await turns();
    expect(client).toBeIn('connected');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no network');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no network'))],
    ['gives nothing', () => null as never],
    ['gives what can not be dialed', () => 7 as never],
  ])('rejects with params when a function %s, and the connection stays', async (_, fails) => {
    const { client, socket, authToken } = loggedIn();
    authToken.mockImplementation(fails);
    const failed = hear(client);
    expect(await outcome(refreshAuth(client, { onRefresh }))).toMatchObject({
      error: { name: 'ConnectError', code: 'params' },
    });
    expect(client).toBeIn('connected');
    expect(failed).toEqual([]);
    expect(socket.of('access_token')).toEqual([]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Unauthorized();
      },
    ],
    ['rejects with', () => Promise.reject(new Unauthorized())],
  ])('makes the client failed at once when a function %s Unauthorized', async (_, fails) => {
    const shouldReconnect = vi.fn(() => true);
    const { client, room, socket, clock, world, authToken } = loggedIn({ shouldReconnect, maxAttempts: 1 });
    const said = hear(client);
    const told = hearRoom(room);
    authToken.mockImplementation(fails);
    expect(await outcome(refreshAuth(client, { onRefresh }))).toMatchObject({
      error: { name: 'ConnectError', code: 'unauthorized', cause: { name: 'Unauthorized' } },
    });
    expect(client).toBeIn('failed');
    expect(client.getSnapshot().context.error?.code).toBe('unauthorized');
    expect(said).toMatchObject([
      { type: 'connection.lost', cause: 'requested', code: 1000, willRetry: false, error: { code: 'unauthorized' } },
    ]);
    expect(told).toMatchObject([{ type: 'lost', reason: 'connection_closed' }]);
    expect(socket.closing?.code).toBe(1000);
    expect(shouldReconnect).not.toHaveBeenCalled();
    clock.increment(600_000);
    expect(world.sockets.length).toBe(1);
    authToken.mockImplementation(() => 'third');
    void connect(client);
    accept(world.open());
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('does not give the old token away', async () => {
    const { client, authToken } = loggedIn({ params: { key: 'paramsecret' } });
    authToken.mockImplementation(() => {
      throw new Unauthorized('bad: paramsecret');
    });
    const end = await outcome(refreshAuth(client));
    expect(end).toMatchObject({ error: { code: 'unauthorized', cause: { message: 'bad: [redacted]' } } });
  });
});

describe('an onRefresh', () => {
  const reported = (topic: string) => ({
    type: 'listener.failed',
    topic,
    event: 'refreshAuth',
    error: expect.any(Error),
  });

  it.each<[string, (topic: string) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives a reserved event', () => ({ event: 'phx_leave' })],
    ['gives no event', () => ({ access_token: 'secret' })],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('that %s harms its topic only, and is reported', async (_, fails) => {
    const { client, socket } = loggedIn();
    join(client, 'room:b');
    accept(socket);
    const failed = hear(client, 'listener.failed');
    const refreshed = refreshAuth(client, {
      onRefresh: (auth, room) => {
        const { topic } = room.getSnapshot().context;
        return (topic === TOPIC ? fails(topic) : onRefresh(auth, room)) as ReturnType<typeof onRefresh>;
      },
    });
    expect(await outcome(refreshed)).toEqual({ value: undefined });
    expect(socket.of('access_token').map(([, , topic]) => topic)).toEqual(['room:b']);
    expect(failed).toEqual([reported(TOPIC)]);
    expect(String(failed[0]?.error)).not.toContain('secret');
    expect(client).toBeIn('connected');
  });

  it('that is async is waited for by its own push', async () => {
    const { client, socket } = loggedIn();
    await refreshAuth(client, { onRefresh: (async () => ({ event: 'late' })) as never });
    await turns();
    expect(socket.of('late').map((frame) => frame[4])).toEqual([{}]);
  });

  it('may leave topics, which are told nothing', async () => {
    const { client, socket } = loggedIn();
    join(client, 'room:b');
    accept(socket);
    await refreshAuth(client, {
      onRefresh: (auth, room) => {
        for (const other of channels(client)) if (other !== room) other.send({ type: 'channel.leave' });
        return onRefresh(auth, room);
      },
    });
    expect(socket.of('access_token').map(([, , topic]) => topic)).toEqual([TOPIC]);
  });

  it.each([
    [{ onRefresh: 7 }, 'onRefresh must be a function'],
    [{ timeoutMs: -1 }, 'timeoutMs must be'],
  ])('and other options are checked: %j', async (options, problem) => {
    const { client, authToken } = loggedIn();
    const end = await outcome(refreshAuth(client, options as never));
    expect(String((end as { error: unknown }).error)).toContain(problem);
    expect(authToken).toHaveBeenCalledTimes(1);
  });
});
