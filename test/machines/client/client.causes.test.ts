import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  type ClientEmitted,
  type ClientInput,
  ConfigurationError,
  ConnectError,
  cast,
  defineClient,
  disconnect,
  join,
  leave,
  push,
  type Serializer,
  v2,
} from 'xstate-phoenix';
import { openingTransport, throws } from '../../support/broken.ts';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { joinedRoom, type Room, TOPIC, turns } from '../../support/room.ts';
import { nextTask } from '../../support/task.ts';
import { createWorld } from '../../support/world.ts';

const thrown = new TypeError('b.mask is not a function');
const told = (events: readonly ClientEmitted[]) =>
  events.filter(({ type }) => ['connection.lost', 'connect.failed', 'listener.failed'].includes(type));

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  expect(console.error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

/** A joined topic whose socket can not send any more. */
function mute(input: Partial<ClientInput> = {}): Room {
  const made = joinedRoom(input);
  made.client.getSnapshot().context.connection.outlet.use({ send: throws(thrown), close: () => {} });
  return made;
}

describe('a transport that throws in send', () => {
  it.each<[string, (made: Room) => unknown]>([
    ['a push', ({ room }) => push(room, 'ping').catch(() => {})],
    ['a push that is sent as an event', ({ room }) => room.send({ type: 'channel.push', event: 'ping', payload: {} })],
    ['a cast', ({ room }) => cast(room, 'ping')],
    ['bytes', ({ room }) => cast(room, 'ping', Uint8Array.of(1))],
    ['a join', ({ client }) => join(client, 'room:other')],
    ['a leave', ({ room }) => leave(room)],
    ['a heartbeat', ({ clock }) => clock.increment(30_000)],
  ])('%s loses its connection, and what it threw is told once, as the cause', (_, send) => {
    const made = mute();
    send(made);
    expect(told(made.said)).toEqual([
      {
        type: 'connection.lost',
        code: 1006,
        reason: '',
        cause: 'send',
        error: expect.any(ConnectError),
        willRetry: true,
      },
    ]);
    const { error, lastClose } = made.client.getSnapshot().context;
    expect(error).toMatchObject({ code: 'lost', message: 'The transport could not send; see cause.' });
    expect(error?.cause).toBe(thrown);
    expect(told(made.said)).toMatchObject([{ error }]);
    expect(lastClose).toEqual({ code: 1006, reason: '' });
    expect(made.client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it('is not called again, and later pushes wait for the next connection', async () => {
    const made = joinedRoom();
    const send = vi.fn(throws(thrown));
    made.client.getSnapshot().context.connection.outlet.use({ send, close: () => {} });
    let first: Promise<unknown> | undefined;
    let second: Promise<unknown> | undefined;
    made.room.on('message', () => {
      first = push(made.room, 'first').catch((error) => error);
      second = push(made.room, 'second');
    });
    made.socket.say(null, null, TOPIC, 'go', {});
    made.clock.increment(10);
    const next = made.world.open();
    await nextTask();
    next.reply(next.last('phx_join'));
    next.reply(next.last('second'), 'ok', { answer: 1 });
    expect(await first).toMatchObject({ code: 'disconnected', sent: true });
    expect(await second).toEqual({ answer: 1 });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('is called once for many topics, and its error is emitted once', () => {
    const send = vi.fn(throws(thrown));
    const { transport } = openingTransport(() => ({ send }));
    const world = createWorld({ transport }, { start: false });
    const said = hear(world.client);
    for (let topic = 0; topic < 50; topic += 1) join(world.client, `room:${topic}`);
    world.client.start();
    expect(told(said).map(({ type }) => type)).toEqual(['connection.lost']);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('may return a promise that rejects', async () => {
    const made = joinedRoom();
    made.client.getSnapshot().context.connection.outlet.use({ send: async () => throws(thrown)(), close: () => {} });
    cast(made.room, 'ping');
    await turns();
    expect(told(made.said)).toMatchObject([{ type: 'connection.lost', cause: 'send', error: { cause: thrown } }]);
  });

  it('by a promise does not affect the next connection', async () => {
    const made = joinedRoom();
    const { connection } = made.client.getSnapshot().context;
    connection.outlet.use({ send: () => Promise.resolve().then(throws(thrown)) as never, close: () => {} });
    cast(made.room, 'ping');
    made.client.send({ type: 'client.reconnect' });
    made.world.open();
    await turns();
    expect(made.client).toBeIn('connected');
    expect(told(made.said)).toMatchObject([{ cause: 'requested', error: null }]);
  });

  it('and in close as well has both errors reported', () => {
    const gone = new Error('gone');
    const { transport } = openingTransport(() => ({ send: throws(thrown), close: throws(gone) }));
    const world = createWorld({ transport }, { start: false });
    const said = hear(world.client);
    join(world.client, TOPIC);
    world.client.start();
    expect(told(said)).toMatchObject([
      { type: 'connection.lost', error: { cause: thrown } },
      { type: 'listener.failed', event: 'transport', error: gone },
    ]);
  });

  it.each([undefined, null, 'a text', { message: 'an object' }])('may throw %j, too', (what) => {
    const made = mute();
    made.client.getSnapshot().context.connection.outlet.use({ send: throws(what), close: () => {} });
    cast(made.room, 'ping');
    expect(made.client.getSnapshot().context.error).toHaveProperty('cause', what);
  });

  it('shows its error to policies, waits and handlers', async () => {
    const ends: unknown[] = [];
    const handled: unknown[] = [];
    const machine = defineClient({ onDisconnect: (_, fact) => void handled.push([fact.cause, fact.error?.cause]) });
    const { transport } = openingTransport(() => ({ send: throws(thrown) }));
    const shouldReconnect: ClientInput['shouldReconnect'] = ({ phase, error }) => {
      ends.push([phase, error?.code, error?.cause]);
      return false;
    };
    const world = createWorld({ transport, shouldReconnect }, { start: false, machine: machine as never });
    join(world.client, TOPIC);
    world.client.start();
    expect(ends).toEqual([['connected', 'lost', thrown]]);
    expect(handled).toEqual([['send', thrown]]);
    const { error } = world.client.getSnapshot().context;
    expect(world.client).toBeIn('failed');
    await expect(awaitConnect(world.client)).rejects.toBe(error);
    expect(error).toMatchObject({ code: 'lost', cause: thrown });
  });
});

describe('a transport that never works', () => {
  it.each<[string, Partial<ClientInput>]>([
    ['because it throws when it is to send', openingTransport(() => ({ send: throws(thrown) }))],
    ['because it throws when it is made', { transport: throws(new Error('no socket')) }],
    [
      'because it ends as soon as it is open',
      openingTransport((sink) => {
        sink.closed({ code: 1006, reason: '' });
        return {};
      }),
    ],
  ])('is tried no more often than the back-off allows: %s', (_, { transport = throws(thrown) }) => {
    let dials = 0;
    const world = createWorld(
      {
        transport: (...given) => {
          dials += 1;
          return transport(...given);
        },
      },
      { start: false },
    );
    join(world.client, TOPIC);
    world.client.start();
    world.clock.increment(60_000);
    // 10, 50, 100, 150, 200, 250, 500, 1000, 2000, then 5000 ms.
    expect(dials).toBe(1 + 9 + Math.floor((60_000 - 4260) / 5000));
  });

  it('is given up after maxAttempts, with the last error as the cause', () => {
    const { transport, sinks } = openingTransport(() => ({ send: throws(thrown) }));
    const world = createWorld({ transport, maxAttempts: 3 }, { start: false });
    join(world.client, TOPIC);
    world.client.start();
    world.clock.increment(60_000);
    expect(sinks.length).toBe(3);
    expect(world.client).toBeIn('failed');
    const { error } = world.client.getSnapshot().context;
    expect(error).toMatchObject({ code: 'exhausted', cause: { code: 'lost', cause: thrown } });
  });

  it('is forgotten once there is a connection', () => {
    const made = mute();
    cast(made.room, 'ping');
    expect(made.client.getSnapshot().context.error).not.toBeNull();
    made.clock.increment(10);
    made.world.open();
    expect(made.client.getSnapshot().context.error).toBeNull();
  });
});

describe('a serializer that throws', () => {
  const failing = (failsAt: string): Serializer => ({
    ...v2(),
    encode: (frame) => (frame[3] === failsAt ? throws(thrown)() : v2().encode(frame)),
  });

  it('at a heartbeat loses the connection, and is emitted once, as the cause', () => {
    const made = joinedRoom({ serializer: failing('heartbeat') });
    made.clock.increment(30_000);
    expect(told(made.said)).toMatchObject([{ type: 'connection.lost', code: 1006, cause: 'send', willRetry: true }]);
    expect(made.client.getSnapshot().context.error).toMatchObject({
      code: 'lost',
      message: 'The serializer could not encode a heartbeat; see cause.',
      cause: thrown,
    });
  });

  it('at one payload fails only that push', async () => {
    const made = joinedRoom({ serializer: failing('bad') });
    const [bad, good] = [push(made.room, 'bad'), push(made.room, 'good')];
    await expect(bad).rejects.toMatchObject({ code: 'encode', sent: false, cause: thrown });
    made.socket.reply(made.socket.last('good'));
    await expect(good).resolves.toEqual({});
    expect(made.client).toBeIn('connected');
    expect(told(made.said)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 5],
    ['a promise', Promise.resolve('')],
    ['no bytes', { buffer: null }],
  ])('or gives %s for one payload harms that push alone', async (_, given) => {
    const serializer: Serializer = {
      ...v2(),
      encode: (frame) => (frame[3] === 'bad' ? (given as never) : v2().encode(frame)),
    };
    const made = joinedRoom({ serializer });
    await expect(push(made.room, 'bad')).rejects.toMatchObject({ code: 'encode', sent: false });
    expect(made.client).toBeIn('connected');
    expect(told(made.said)).toEqual([]);
  });

  it('at a join fails only that join', () => {
    const encode: Serializer['encode'] = (frame) => (frame[2] === 'room:other' ? throws(thrown)() : v2().encode(frame));
    const made = joinedRoom({ serializer: { ...v2(), encode } });
    const failures: unknown[] = [];
    const other = join(made.client, 'room:other');
    other.on('join.failed', ({ error }) => failures.push([error.code, error.cause]));
    made.clock.increment(1000);
    expect(failures).toEqual([['params', thrown]]);
    expect(made.client).toBeIn('connected');
    expect(told(made.said)).toEqual([]);
    expect(made.room.getSnapshot().value).toBe('joined');
  });

  it('at a leave is reported, and the leave times out', () => {
    const made = joinedRoom({ serializer: failing('phx_leave') });
    void leave(made.room);
    made.clock.increment(5000);
    expect(told(made.said)).toMatchObject([
      { type: 'listener.failed', event: 'serializer', topic: TOPIC, error: thrown },
    ]);
    expect(made.client).toBeIn('connected');
    expect(made.room.getSnapshot().status).toBe('done');
  });
});

describe('the error that a transport gives for an end', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

  it('is the cause of a lost connection', () => {
    const made = joinedRoom();
    made.socket.fail({ code: 1006, reason: '', error: reset });
    expect(told(made.said)).toMatchObject([
      { type: 'connection.lost', code: 1006, cause: 'remote', error: { code: 'lost' } },
    ]);
    expect(made.client.getSnapshot().context.error).toHaveProperty('cause', reset);
  });

  it('is null if it gives none', () => {
    const made = joinedRoom();
    made.socket.fail({ code: 1006, reason: '', error: null as never });
    expect(told(made.said)).toMatchObject([{ type: 'connection.lost', error: null }]);
    expect(made.client.getSnapshot().context.error).toBeNull();
  });

  it.each<[string, object, object]>([
    ['unreachable', { code: 1006 }, { message: expect.stringContaining('could not be reached') }],
    ['refused', { code: 1008 }, { message: expect.stringContaining('1008') }],
    ['refused', { code: 1006, httpStatus: 503 }, { httpStatus: 503 }],
    ['unauthorized', { code: 1006, httpStatus: 403 }, { httpStatus: 403 }],
  ])('is the cause of an attempt that is %s: %j', (code, close, more) => {
    const world = createWorld();
    const said = hear(world.client, 'connect.failed');
    world.socket.fail({ code: 1006, reason: '', error: reset, ...close });
    expect(said).toMatchObject([{ error: { code, ...more } }]);
    expect(said[0]?.error.cause).toBe(reset);
  });

  const failed = (code: string, message = code) => Object.assign(new Error(message), { code });
  it.each<[string, unknown, RegExp]>([
    [
      'a name that is not known',
      failed('ENOTFOUND', 'getaddrinfo ENOTFOUND nowhere.test'),
      /name of the server is not known/,
    ],
    ['a name that can not be looked up', failed('EAI_AGAIN'), /name of the server is not known/],
    [
      'a port that refuses',
      failed('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:4000'),
      /Nothing listens at the port/,
    ],
    [
      'a port that refuses on each address of a name',
      Object.assign(new Error('all failed'), { errors: [failed('EHOSTUNREACH'), failed('ECONNREFUSED')] }),
      /Nothing listens at the port/,
    ],
    ['what a cause says', new Error('failed', { cause: failed('ENOTFOUND') }), /name of the server is not known/],
    [
      'what Deno says',
      new Error('tcp connect error: Connection refused (os error 111)'),
      /Nothing listens at the port/,
    ],
    ['a server without TLS', failed('EPROTO', 'ssl3_get_record:wrong version number'), /write ws:\/\/ instead of wss:/],
    ['a server with TLS', failed('HPE_INVALID_CONSTANT', 'Parse Error'), /write wss:\/\/ instead of ws:/],
    ['something else', failed('EHOSTUNREACH'), /^The server could not be reached\.$/],
    [
      'something that can not be read',
      new Proxy(new Error(), {
        get: () => {
          throw new Error();
        },
      }),
      /be (reached|opened)/,
    ],
  ])('is told in words: %s', (_, cause, words) => {
    const world = createWorld();
    const said = hear(world.client, 'connect.failed');
    world.socket.fail({ code: 1006, reason: '', error: cause as Error });
    expect(said).toMatchObject([{ error: { code: 'unreachable', message: expect.stringMatching(words) } }]);
  });

  it('is read to a limited depth', () => {
    const world = createWorld();
    const said = hear(world.client, 'connect.failed');
    const endless = new Error('round');
    endless.cause = endless;
    world.socket.fail({ code: 1006, reason: '', error: endless });
    expect(said).toMatchObject([{ error: { code: 'unreachable' } }]);
  });

  it.each(['TypeError', 'SyntaxError', 'SecurityError'])('is tried again, though it is a %s', (name) => {
    const world = createWorld();
    const said = hear(world.client, 'connect.failed');
    const error = Object.assign(new Error('failed to connect'), { name });
    world.socket.fail({ code: 1006, reason: '', error });
    expect(said).toMatchObject([{ willRetry: true, error: { code: 'unreachable', cause: error } }]);
  });

  it('is final if it is a ConfigurationError, and is kept if it is a ConnectError', () => {
    const configuration = new ConfigurationError([{ path: 'transport', message: 'is none' }]);
    const refused = new ConnectError('refused', 'No.');
    for (const [error, expected] of [
      [configuration, { code: 'configuration', cause: configuration }],
      [refused, refused],
    ] as const) {
      const world = createWorld();
      const said = hear(world.client, 'connect.failed');
      world.socket.fail({ code: 1006, reason: '', error });
      expect(said).toMatchObject([{ error: expected, willRetry: error === refused }]);
    }
  });

  it('counts once, though the transport closes twice', () => {
    const { transport } = openingTransport((sink) => {
      sink.closed({ code: 4000, reason: '', error: reset });
      sink.closed({ code: 4001, reason: '', error: thrown });
      return {};
    });
    const world = createWorld({ transport }, { start: false });
    const said = hear(world.client);
    world.client.start();
    expect(told(said)).toMatchObject([{ type: 'connection.lost', code: 4000, error: { cause: reset } }]);
  });
});

describe('what a transport throws while it is made', () => {
  it.each(['TypeError', 'SyntaxError', 'SecurityError'])('is the cause if it can not be dialed: %s', (name) => {
    const error = Object.assign(new Error('no'), { name });
    const world = createWorld({ transport: throws(error) });
    expect(world.client).toBeIn('failed');
    expect(world.client.getSnapshot().context.error).toMatchObject({ code: 'configuration', cause: error });
    expect(world.client.getSnapshot().context.error?.message).toContain(`(${name})`);
  });

  it('is the cause if it is tried again, too', () => {
    const world = createWorld({ transport: throws(thrown) });
    const other = createWorld({ transport: throws('a text') });
    expect(world.client.getSnapshot().context.error).toHaveProperty('cause', thrown);
    expect(other.client.getSnapshot().context.error).toMatchObject({ code: 'unreachable', cause: 'a text' });
    expect(other.client).toBeIn('reconnect-waiting');
  });
});

describe('a transport that throws in close', () => {
  it('after a disconnect is reported once, and the client is disconnected all the same', async () => {
    const { transport } = openingTransport(() => ({ close: throws(thrown) }));
    const world = createWorld({ transport }, { start: false });
    const said = hear(world.client);
    world.client.start();
    const gone = disconnect(world.client);
    world.clock.increment(1500);
    await gone;
    expect(told(said)).toMatchObject([{ type: 'listener.failed', event: 'transport', topic: null, error: thrown }]);
    expect(world.client).toBeIn('disconnected');
  });

  it('by a promise is reported once', async () => {
    const { transport } = openingTransport(() => ({ close: async () => throws(thrown)() }));
    const world = createWorld({ transport }, { start: false });
    const said = hear(world.client);
    world.client.start();
    world.client.send({ type: 'client.reconnect' });
    await turns();
    expect(said.filter(({ type }) => type === 'listener.failed')).toMatchObject([
      { event: 'transport', error: thrown },
    ]);
  });
});
