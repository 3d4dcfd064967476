import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  awaitJoin,
  type ClientInput,
  connect,
  JoinError,
  join,
  rejoin,
  Unauthorized,
} from 'xstate-phoenix';
import { hear } from './support/hear.ts';
import './support/matchers.ts';
import { accept, hear as hearRoom, outcome, reconnected, TOPIC, turns } from './support/room.ts';
import { createWorld } from './support/world.ts';

const throws = (error: unknown) => () => {
  throw error;
};
const rejects = (error: unknown) => () => Promise.reject(error);

describe('Unauthorized', () => {
  it('is an error with a name, a code, a message and a cause', () => {
    const error = new Unauthorized('The session has ended.', { cause: 'logout' });
    expect(error).toMatchObject({ name: 'Unauthorized', code: 'unauthorized', cause: 'logout' });
    expect(String(error)).toBe('Unauthorized: The session has ended.');
    expect(new Unauthorized().message).toBe('Nobody is logged in.');
  });

  it.each(
    (['url', 'params', 'authToken', 'headers'] as const).flatMap((option) => [
      [option, 'throws', throws(new Unauthorized())] as const,
      [option, 'rejects with', rejects(new Unauthorized())] as const,
    ]),
  )('makes the client failed at once when the function of %s %s it', async (option, _, source) => {
    const shouldReconnect = vi.fn(() => true);
    const { client, sockets } = createWorld({ [option]: source, shouldReconnect } as Partial<ClientInput>);
    const failed = hear(client, 'connect.failed');
    const waiting = awaitConnect(client);
    expect(await outcome(waiting)).toMatchObject({ error: { name: 'ConnectError', code: 'unauthorized' } });
    expect(client).toBeIn('failed');
    expect(client.getSnapshot().context.error).toMatchObject({
      code: 'unauthorized',
      httpStatus: undefined,
      message: `The function behind "${option}" failed; see cause.`,
      cause: { name: 'Unauthorized' },
    });
    expect(failed).toMatchObject([{ willRetry: false, error: { code: 'unauthorized' } }]);
    expect(shouldReconnect).not.toHaveBeenCalled();
    expect(sockets).toEqual([]);
  });

  it('does so at a reconnect, and from any attempt on', async () => {
    let isLoggedIn = true;
    const world = createWorld({ params: () => (isLoggedIn ? {} : throws(new Unauthorized())()) });
    world.open();
    isLoggedIn = false;
    world.socket.close();
    world.clock.increment(10);
    await turns();
    expect(world.client).toBeIn('failed');
    isLoggedIn = true;
    void connect(world.client);
    await turns();
    world.open();
    expect(world.client).toBeIn('connected');
  });

  it('is the error of a client that may try once only', async () => {
    const { client } = createWorld({ params: throws(new Unauthorized()), maxAttempts: 1 });
    await turns();
    expect(client.getSnapshot().context.error?.code).toBe('unauthorized');
  });

  it.each([
    [
      'of another copy of the package',
      class Unauthorized extends Error {
        override name = 'Unauthorized';
      },
    ],
    ['of another realm', runInNewContext('class U extends Error { name = "Unauthorized" }; U')],
  ])('%s is recognised', async (_, Foreign) => {
    const { client } = createWorld({ authToken: rejects(new Foreign()) });
    await turns();
    expect(client).toBeIn('failed');
    expect(client.getSnapshot().context.error?.code).toBe('unauthorized');
  });

  it.each([
    ['another error', new Error('unauthorized')],
    ['a string', 'Unauthorized'],
    ['an error with the code of ours', Object.assign(new Error(), { code: 'unauthorized' })],
    ['a proxy that throws', new Proxy({}, { get: throws(new Error('no')), has: throws(new Error('no')) })],
  ])('is not what %s is: that is tried again', async (_, error) => {
    const { client } = createWorld({ params: throws(error) });
    await turns();
    expect(client).toBeIn('reconnect-waiting');
    expect(client.getSnapshot().context.error?.code).toBe('params');
  });

  it('does not give the token of the last connection away', async () => {
    let token = 'tokensecret-of-ana';
    const world = createWorld({
      authToken: () => {
        if (token === '') throw new Unauthorized('tokensecret-of-ana has expired');
        return token;
      },
    });
    world.open();
    token = '';
    world.socket.close();
    world.clock.increment(10);
    await turns();
    const { error } = world.client.getSnapshot().context;
    expect(error).toMatchObject({ code: 'unauthorized', cause: { name: 'Unauthorized' } });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('tokensecret');
  });
});

describe('Unauthorized of a topic', () => {
  it.each([
    ['throws', throws(new Unauthorized())],
    ['rejects with', rejects(new Unauthorized())],
  ])('closes that topic at once when its params function %s it', async (_, params) => {
    const shouldRejoin = vi.fn(() => true);
    const world = createWorld({ shouldRejoin });
    const room = join(world.client, TOPIC, { params });
    const heard = hearRoom(room);
    const other = join(world.client, 'room:other');
    accept(world.open());
    expect(await outcome(awaitJoin(room))).toMatchObject({
      error: { name: 'JoinError', code: 'params', topic: TOPIC, cause: { name: 'Unauthorized' } },
    });
    expect(room.getSnapshot().value).toBe('closed');
    expect(room.getSnapshot().context.reason).toBeInstanceOf(JoinError);
    expect(heard).toMatchObject([{ type: 'join.failed', willRetry: false, error: { code: 'params' } }]);
    expect(shouldRejoin).not.toHaveBeenCalled();
    expect([other.getSnapshot().value, world.client.getSnapshot().hasTag('connected')]).toEqual(['joined', true]);
  });

  it('stays closed over a reconnect, until it is joined again', async () => {
    const world = createWorld();
    const socket = world.open();
    const room = join(world.client, TOPIC, { params: throws(new Unauthorized()) });
    reconnected({ world });
    expect(room.getSnapshot().value).toBe('closed');
    rejoin(room, { params: {} });
    accept(world.socket);
    expect(room.getSnapshot().value).toBe('joined');
    expect(socket.of('phx_join')).toEqual([]);
  });

  it('is not what another error is: the join is tried again', () => {
    const world = createWorld();
    world.open();
    const room = join(world.client, TOPIC, { params: throws(new Error('unauthorized')) });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });

  it('can not be imitated by what throws when it is read, which ends nothing', () => {
    const world = createWorld();
    world.open();
    const hostile = new Proxy({}, { get: throws(new Error('no')), has: throws(new Error('no')) });
    const room = join(world.client, TOPIC, { params: throws(hostile) });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });
});
