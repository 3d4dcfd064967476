import { describe, expect, it, vi } from 'vitest';
import {
  awaitLeave,
  type ClientInput,
  type ClientRef,
  call,
  channels,
  type clientMachine,
  connect,
  defineClient,
  disconnect,
  join,
  push,
  responseHeaders,
} from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { accept, hear as hearRoom, outcome, turns } from '../../support/room.ts';
import { nextTask } from '../../support/task.ts';
import { createWorld } from '../../support/world.ts';

const TOKEN = 'tokensecret-of-ana';

/** A client with a session: a token, headers of the server, and two topics, one of them joined. */
function inSession(input: Partial<ClientInput> = {}) {
  const authToken = vi.fn(() => TOKEN);
  const world = createWorld({ authToken, ...input });
  const room = join(world.client, 'room:a');
  world.socket.open({ 'set-cookie': 'session=cookiesecret' });
  const { client, clock, socket } = world;
  accept(socket);
  const other = join(client, 'room:b');
  return { world, client, clock, socket, room, other, authToken };
}

/** What is left of a session. */
function leftOf(client: ClientRef) {
  const { error, lastClose, connection, connections, closing } = client.getSnapshot().context;
  return {
    topics: [...channels(client)].length,
    error,
    lastClose,
    connections,
    closing,
    headers: connection.headers,
    // A token that is known is removed from what is said.
    knowsToken: connection.scrub(TOKEN) !== TOKEN,
  };
}

const nothing = {
  topics: 0,
  error: null,
  lastClose: null,
  connections: 0,
  closing: { code: 1000, reason: '', forget: false },
  headers: {},
  knowsToken: false,
};

describe('a disconnect that forgets', () => {
  it('writes the leaves before the socket closes, and leaves nothing of the session behind', async () => {
    const { client, socket, room, other } = inSession();
    const told = hearRoom(room);
    expect(leftOf(client)).toMatchObject({ topics: 2, knowsToken: true });
    const left = [awaitLeave(room), awaitLeave(other)];
    const done = disconnect(client, { forget: true, code: 4001, reason: 'goodbyesecret' });
    expect(socket.of('phx_leave').map(([, , topic]) => topic)).toEqual(['room:a', 'room:b']);
    expect(socket.closing).toEqual({ code: 4001, reason: 'goodbyesecret' });
    socket.close(4001, 'goodbyesecret');
    expect(await outcome(done)).toEqual({ value: undefined });
    expect(await Promise.all(left)).toEqual([{ acknowledged: false }, { acknowledged: false }]);
    expect(client).toBeIn('disconnected');
    expect(told.at(-1)).toEqual({ type: 'left', acknowledged: false });
    expect(leftOf(client)).toEqual(nothing);
    expect(responseHeaders(client)).toEqual({});
  });

  it('is the same as an event', () => {
    const { client, socket } = inSession();
    client.send({ type: 'client.disconnect', forget: true });
    expect(socket.of('phx_leave').length).toBe(2);
    socket.close(1000);
    expect(leftOf(client)).toEqual(nothing);
  });

  it('rejects pushes that wait, and those that were sent', async () => {
    const { client, room, other } = inSession();
    const [sent, waiting] = [push(room, 'say'), push(other, 'say')];
    client.send({ type: 'client.disconnect', forget: true });
    expect(await outcome(sent)).toMatchObject({ error: { code: 'left', sent: true } });
    expect(await outcome(waiting)).toMatchObject({ error: { code: 'left', sent: false } });
  });

  it.each<[string, (made: ReturnType<typeof inSession>) => unknown]>([
    [
      'while it makes an attempt',
      ({ socket, clock }) => {
        socket.close();
        clock.increment(10);
      },
    ],
    ['while it waits for the next attempt', ({ socket }) => socket.close()],
    [
      'after it has failed',
      ({ socket, clock, world, client }) => {
        socket.close();
        for (let attempt = 0; attempt < 3; attempt += 1) {
          clock.increment(100);
          world.socket.refuse(403);
        }
        expect(client).toBeIn('failed');
      },
    ],
    ['while it disconnects', ({ client }) => void disconnect(client)],
    [
      'after it has disconnected',
      ({ client, socket }) => {
        void disconnect(client);
        socket.close(1000, 'reasonsecret');
      },
    ],
  ])('does so %s', async (_, comesTo) => {
    const made = inSession();
    comesTo(made);
    const { client, world } = made;
    const done = disconnect(client, { forget: true });
    world.socket.close(1000, 'reasonsecret');
    expect(await outcome(done)).toEqual({ value: undefined });
    expect(client).toBeIn('disconnected');
    expect(leftOf(client)).toEqual(nothing);
  });

  it('does so before the client has ever connected, and while its functions are asked', async () => {
    const idle = createWorld({ autoConnect: false });
    join(idle.client, 'room:a');
    await disconnect(idle.client, { forget: true });
    expect(leftOf(idle.client)).toEqual(nothing);
    let answer = (_: string) => {};
    const authToken = () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      });
    const asking = createWorld({ authToken });
    join(asking.client, 'room:a');
    await disconnect(asking.client, { forget: true });
    answer(TOKEN);
    await nextTask();
    expect(leftOf(asking.client)).toEqual(nothing);
    expect(asking.sockets).toEqual([]);
  });

  it('does so to a stopped client, which joins nothing when it is started again', async () => {
    const { client, world } = inSession();
    client.stop();
    await disconnect(client, { forget: true });
    client.start();
    world.open();
    expect(world.socket.of('phx_join')).toEqual([]);
    expect([...channels(client)]).toEqual([]);
  });

  it('asks the functions anew at the next connect, which is a first one', async () => {
    const { client, world, socket, authToken } = inSession();
    void disconnect(client, { forget: true });
    socket.close(1000);
    const connected = hear(client, 'connected');
    authToken.mockImplementation(() => 'token-of-ben');
    void connect(client);
    await turns();
    const next = world.open();
    expect(next.protocols.join()).toContain(btoa('token-of-ben').replace(/=+$/, ''));
    expect(next.of('phx_join')).toEqual([]);
    expect(connected).toMatchObject([{ reconnect: false }]);
    expect(client).toBeIn('connected');
  });

  it('makes the assigns of a client of handlers those of its start', async () => {
    const machine = defineClient({
      assigns: { user: 'nobody' },
      onConnect: ({ update }) => update('user', () => 'ana'),
      onCall: ({ assigns }) => assigns.user,
    });
    const world = createWorld({}, { machine: machine as unknown as typeof clientMachine });
    const client = world.client as unknown as Parameters<typeof call>[0];
    world.open();
    const user = () => call(client as never, 'user' as never);
    expect(await user()).toBe('ana');
    void disconnect(world.client);
    world.socket.close(1000);
    expect(await user()).toBe('ana');
    await disconnect(world.client, { forget: true });
    expect(await user()).toBe('nobody');
  });

  it('keeps topics that are joined after it, by a listener or by the next user', () => {
    const { client, socket, room, world } = inSession();
    room.on('left', () => void join(client, 'room:a'));
    void disconnect(client, { forget: true });
    join(client, 'room:next');
    socket.close(1000);
    const topics = [...channels(client)].map((one) => one.getSnapshot().context.topic);
    expect(topics.sort()).toEqual(['room:a', 'room:next']);
    void connect(client);
    world.open();
    expect(world.socket.of('phx_join').length).toBe(2);
  });

  it('leaves no topic that a listener joins when another is left at once', () => {
    const { client } = createWorld({ autoConnect: false });
    join(client, 'room:a').on('left', () => void join(client, 'room:next'));
    client.send({ type: 'client.disconnect', forget: true });
    expect([...channels(client)].map((one) => one.getSnapshot().context.topic)).toEqual(['room:next']);
  });

  it('is not undone by a plain disconnect that follows', () => {
    const { client, socket } = inSession();
    void disconnect(client, { forget: true });
    void disconnect(client);
    socket.close(1000);
    expect(leftOf(client)).toEqual(nothing);
  });

  it('that connect() overtakes has left the topics, and forgets nothing of the new session', async () => {
    const { client, world, socket } = inSession();
    const done = disconnect(client, { forget: true });
    void connect(client);
    await turns();
    expect(await outcome(done)).toMatchObject({ error: { code: 'aborted' } });
    expect([...channels(client)]).toEqual([]);
    world.open();
    // Somebody awaits the connection, so what comes next waits for the next task.
    await nextTask();
    join(client, 'room:new');
    void disconnect(client);
    world.socket.close(1000, 'bye');
    expect(leftOf(client)).toMatchObject({ topics: 1, lastClose: { code: 1000, reason: 'bye' }, knowsToken: true });
    expect(socket.closing).toBeDefined();
  });

  it('is no plain disconnect, which keeps the topics', () => {
    const { client, socket } = inSession();
    void disconnect(client);
    expect(socket.of('phx_leave')).toEqual([]);
    socket.close(1000);
    expect(leftOf(client)).toMatchObject({ topics: 2, connections: 1, lastClose: { code: 1000 } });
  });
});
