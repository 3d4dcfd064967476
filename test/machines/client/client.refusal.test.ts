import { describe, expect, it } from 'vitest';
import { type ClientInput, ConfigurationError, type ConnectionEnd } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld, type World } from '../../support/world.ts';

/** Refuses so many attempts in a row. */
function refuse(world: World, ...statuses: number[]) {
  for (const status of statuses) {
    world.socket.refuse(status);
    world.clock.increment(5000);
  }
}

describe('a client whose connection is refused', () => {
  it.each([401, 403])('with %s fails at once if url, params and token are constants', (status) => {
    const world = createWorld({ params: { a: 1 }, authToken: 'x' });
    const heard = hear(world.client, 'connect.failed');
    world.socket.refuse(status);
    expect(heard).toMatchObject([
      { attempt: 1, httpStatus: status, willRetry: false, error: { code: 'unauthorized', httpStatus: status } },
    ]);
    expect(world.client).toBeIn('failed');
    expect(world.client.getSnapshot().context.error).toBe(heard[0]?.error);
    expect(world.clock.timers).toBe(0);
  });

  it('has the headers of the refusal in its error', () => {
    const world = createWorld();
    const heard = hear(world.client, 'connect.failed');
    world.socket.fail({ code: 1006, reason: '', httpStatus: 429, headers: { 'retry-after': '5' } });
    expect(heard).toMatchObject([{ httpStatus: 429, error: { code: 'refused', headers: { 'retry-after': '5' } } }]);
  });

  it.each<[string, Partial<ClientInput>]>([
    ['url', { url: () => 'ws://server.test/socket' }],
    ['params', { params: () => ({}) }],
    ['authToken', { authToken: () => 'x' }],
    ['headers', { headers: () => ({}) }],
  ])('with 403 asks the function behind %s again after the backoff, and fails at the third refusal', (_, input) => {
    const world = createWorld(input);
    const heard = hear(world.client, 'connect.failed');
    world.socket.refuse(403);
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
    expect(world.sockets.length).toBe(1);
    world.clock.increment(10);
    refuse(world, 401);
    expect(world.client).toBeIn('connecting');
    world.socket.refuse(403);
    expect(world.client).toBeIn('failed');
    expect(heard.map(({ willRetry }) => willRetry)).toEqual([true, true, false]);
    expect(world.client.getSnapshot().context.error).toMatchObject({ code: 'unauthorized', httpStatus: 403 });
  });

  it('counts refusals in a row: another failure between them, or a connection, begins anew', () => {
    const world = createWorld({ params: () => ({}) });
    refuse(world, 403, 403, 500, 403, 403);
    expect(world.client).toBeIn('connecting');
    world.open().close(1006);
    world.clock.increment(5000);
    refuse(world, 403, 403);
    expect(world.client).toBeIn('connecting');
    world.socket.refuse(403);
    expect(world.client).toBeIn('failed');
  });

  it('begins the count anew with a connection, though that was replaced and never lost', () => {
    const world = createWorld({ params: () => ({}) });
    refuse(world, 403, 403);
    world.open();
    world.client.send({ type: 'client.reconnect' });
    world.socket.refuse(403);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it('tries three times again after it has failed and was asked to connect', () => {
    const world = createWorld({ params: () => ({}) });
    refuse(world, 403, 403, 403);
    expect(world.client).toBeIn('failed');
    world.client.send({ type: 'client.connect' });
    refuse(world, 403, 403);
    expect(world.client).toBeIn('connecting');
  });

  it.each([400, 404, 426, 500, 502, 503])('with %s tries again', (status) => {
    const world = createWorld();
    const heard = hear(world.client, 'connect.failed');
    world.socket.refuse(status);
    expect(heard).toMatchObject([{ httpStatus: status, willRetry: true, error: { code: 'refused' } }]);
    world.clock.increment(10);
    expect(world.sockets.length).toBe(2);
  });

  it.each([
    ['a refused port', 'ECONNREFUSED'],
    ['an unknown host', 'ENOTFOUND'],
  ])('tries again after %s', (_, code) => {
    const world = createWorld();
    const heard = hear(world.client, 'connect.failed');
    const error = Object.assign(new Error(code), { code });
    world.socket.fail({ code: 1006, reason: '', error });
    expect(heard).toMatchObject([{ willRetry: true, error: { code: 'unreachable', cause: { code } } }]);
  });

  it('hints at auth_token: true if there is a token, and only then', () => {
    const hints = [{ authToken: 'x' }, {}].map((input) => {
      const world = createWorld(input);
      const heard = hear(world.client, 'connect.failed');
      world.socket.close(1006);
      return heard[0]?.error.message.includes('auth_token: true');
    });
    expect(hints).toEqual([true, false]);
  });
});

describe('a transport that can not dial', () => {
  const throwing = (error: unknown) => () => {
    throw error;
  };

  it.each([
    ['a ConfigurationError', new ConfigurationError([{ path: 'transport', message: 'can not' }])],
    ['a SyntaxError', new SyntaxError('bad subprotocol')],
    ['a SecurityError', new DOMException('mixed content', 'SecurityError')],
    ['a TypeError', new TypeError('bad header')],
  ])('and throws %s makes the client fail without a retry', (_, error) => {
    const world = createWorld({ transport: throwing(error) }, { start: false });
    const heard = hear(world.client, 'connect.failed');
    world.client.start();
    expect(heard).toMatchObject([{ attempt: 1, willRetry: false, error: { code: 'configuration' } }]);
    expect(world.client).toBeIn('failed');
    expect(world.clock.timers).toBe(0);
  });

  it('and reports a ConfigurationError as its end makes the client fail without a retry', () => {
    const world = createWorld();
    world.socket.fail({
      code: 1006,
      reason: '',
      error: new ConfigurationError([{ path: 'transport', message: 'no' }]),
    });
    expect(world.client).toBeIn('failed');
  });

  it('and throws anything else is tried again', () => {
    const world = createWorld({ transport: throwing(new Error('busy')) });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });
});

describe('shouldReconnect', () => {
  it('is called with how a connection or an attempt ended', () => {
    const asked: ConnectionEnd[] = [];
    const world = createWorld({
      shouldReconnect: (end) => {
        asked.push(end);
        return undefined;
      },
    });
    world.socket.refuse(503);
    world.clock.increment(10);
    world.open().close(4001, 'kicked');
    expect(asked).toMatchObject([
      { phase: 'connecting', code: 1006, attempt: 1, error: { code: 'refused', httpStatus: 503 } },
      { phase: 'connected', code: 4001, reason: 'kicked', attempt: 2, error: null },
    ]);
  });

  it('that returns true retries after a refusal', () => {
    const world = createWorld({ shouldReconnect: () => true });
    refuse(world, 403, 403, 403, 403);
    expect(world.client).toBeIn('connecting');
  });

  it('that returns false makes the client fail', () => {
    const world = createWorld({ shouldReconnect: ({ code }) => code !== 1000 });
    const heard = hear(world.client, 'connection.lost');
    world.open().close(1000);
    expect(heard).toMatchObject([{ code: 1000, willRetry: false }]);
    expect(world.client).toBeIn('failed');
    expect(world.client.getSnapshot().context.error).toMatchObject({ code: 'refused' });
  });

  it('that returns false for an attempt keeps the error of that attempt', () => {
    const world = createWorld({ shouldReconnect: () => false });
    world.socket.close(1006);
    expect(world.client.getSnapshot().context.error).toMatchObject({ code: 'unreachable' });
  });

  it('is not asked beyond maxAttempts', () => {
    const world = createWorld({ maxAttempts: 1, shouldReconnect: () => true });
    world.socket.close(1006);
    expect(world.client).toBeIn('failed');
  });

  it.each([
    [503, 'reconnect-waiting'],
    [403, 'failed'],
  ])('that throws is reported once, and after %s the client is %s as by default', (status, state) => {
    const world = createWorld({
      shouldReconnect: () => {
        throw new Error('no idea');
      },
    });
    const heard = hear(world.client, 'listener.failed');
    world.socket.refuse(status);
    expect(heard).toEqual([
      { type: 'listener.failed', error: new Error('no idea'), topic: null, event: 'shouldReconnect' },
    ]);
    expect(world.client).toBeIn(state);
  });

  it('is not asked about a disconnect', () => {
    let asked = 0;
    const world = createWorld({
      shouldReconnect: () => {
        asked += 1;
        return true;
      },
    });
    world.open();
    world.client.send({ type: 'client.disconnect' });
    world.socket.close(1000);
    expect(asked).toBe(0);
    expect(world.client).toBeIn('disconnected');
  });
});
