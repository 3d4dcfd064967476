import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  awaitJoin,
  type ChannelCommand,
  type ClientCommand,
  type ClientInput,
  ConfigurationError,
  cast,
  clientMachine,
  defineClient,
  interpret,
  join,
  messages,
  parseConfiguration,
  ping,
  push,
  rejoin,
} from 'xstate-phoenix';
import { startDefined } from './support/defined.ts';
import { joinedRoom, TOPIC } from './support/room.ts';
import { createWorld } from './support/world.ts';

const url = 'ws://server.test/socket';
const trap = () => {
  throw new Error('trap');
};

/** Objects that throw when they are read. */
function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Values that JavaScript allows, and the types do not. */
function sloppy(value: unknown): never {
  return value as never;
}

/** Rejections that nobody handles, while something happens. */
async function unhandledWhile(happens: () => void): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', hear);
  happens();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', hear);
  return unhandled;
}

afterEach(() => vi.restoreAllMocks());

describe('an input', () => {
  it.each<[string, unknown]>([
    ['itself', revoked()],
    ['an option', Object.defineProperty({ url }, 'jitter', { enumerable: true, get: trap })],
    ['what an option holds', { url, params: revoked() }],
  ])('that throws when %s is looked at has a problem, and is not thrown out', (_, input) => {
    expect(parseConfiguration(sloppy(input))).toMatchObject({ ok: false });
    const client = interpret(clientMachine, { input: sloppy(input) });
    client.subscribe({ error: () => {} });
    expect(client.getSnapshot().error).toBeInstanceOf(ConfigurationError);
  });

  it('may be of a class, with accessors', () => {
    class Input implements ClientInput {
      get url() {
        return url;
      }
    }
    const parsed = parseConfiguration(new Input());
    expect(parsed.ok && parsed.value.url).toBe(url);
  });

  it.each(['authToken', 'headers', 'params', 'url'])('whose %s gives a function has nothing to dial', (option) => {
    const { client, sockets } = createWorld({ [option]: () => () => 'x' });
    expect(sockets).toEqual([]);
    expect(client.getSnapshot().context.error?.code).toBe('params');
  });

  it('may hold a "then" that is no promise, and leaves no rejection of another option unhandled', async () => {
    const params = Object.defineProperty({}, 'then', { get: trap });
    const made = { code: '' };
    const unhandled = await unhandledWhile(() => {
      const { client } = createWorld({ url: trap, params });
      client.on('connect.failed', ({ error }) => {
        made.code = error.code;
      });
    });
    expect(unhandled).toEqual([]);
    expect(made.code).toBe('params');
  });
});

describe('a function of the user that rejects', () => {
  it.each(['reconnectAfterMs', 'rejoinAfterMs'])('as %s is reported, and the default counts', async (option) => {
    const { client, socket, room, said } = joinedRoom({ [option]: async () => trap() });
    client.on('listener.failed', () => {});
    const unhandled = await unhandledWhile(() => {
      socket.say(socket.last('phx_join')[0], null, TOPIC, 'phx_error', {});
      expect(room.getSnapshot().context.retryInMs).toBe(option === 'rejoinAfterMs' ? 10_000 : 1_000);
      socket.close(1006);
    });
    expect(unhandled).toEqual([]);
    expect(said).toContainEqual(expect.objectContaining({ type: 'listener.failed', event: option }));
  });

  it('as the change of a client.assign is reported', async () => {
    const { client, said } = startDefined(defineClient({}));
    client.on('listener.failed', () => {});
    const change = async () => trap();
    expect(await unhandledWhile(() => client.send(sloppy({ type: 'client.assign', change })))).toEqual([]);
    expect(said.map(({ type }) => type)).toContain('listener.failed');
  });
});

describe('options', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a signal that is none', { signal: {} }],
    ['a signal that is a number', { signal: 5 }],
    ['what throws whatever is asked', revoked()],
    ['a getter that throws', Object.defineProperty({}, 'signal', { get: trap })],
  ])('such as %s are refused by all that take them', async (_, options) => {
    const { room } = joinedRoom();
    await expect(push(room, 'x', {}, sloppy(options))).rejects.toBeInstanceOf(ConfigurationError);
    await expect(awaitJoin(room, sloppy(options))).rejects.toBeInstanceOf(ConfigurationError);
    expect(() => messages(room, 'x', sloppy(options))).toThrow(ConfigurationError);
  });

  it('are looked at by their names alone', async () => {
    const { room, client } = joinedRoom();
    const options = Object.defineProperty({}, 'other', { enumerable: true, get: trap });
    expect(() => cast(room, 'x', {}, options)).not.toThrow();
    const pinged = ping(client, options);
    client.stop();
    await expect(pinged).rejects.toMatchObject({ name: 'ConnectError' });
  });

  it('that are none, or throw, are refused by join and rejoin', () => {
    const { client, room } = joinedRoom();
    const biting = Object.defineProperty({}, 'params', { get: trap });
    for (const options of [null, biting]) {
      expect(() => join(client, TOPIC, sloppy(options))).toThrow(ConfigurationError);
      expect(() => rejoin(room, sloppy(options))).toThrow(ConfigurationError);
    }
  });
});

describe('a command that makes no sense', () => {
  const made = () => {
    const room = joinedRoom();
    room.client.on('listener.failed', () => {});
    return room;
  };

  it.each<[string, ClientCommand]>([
    ['a leave without a topic', sloppy({ type: 'channel.leave' })],
    ['a push without a topic', sloppy({ type: 'channel.push', event: 'x', payload: {} })],
    ['a join of what has no text', { type: 'channel.join', topic: sloppy({ toString: trap }) }],
    ['a join of a symbol', { type: 'channel.join', topic: sloppy(Symbol('x')) }],
    ['a call that can not be looked at', { type: 'client.call', call: revoked() }],
  ])('such as %s harms neither the client nor any topic', (_, command) => {
    const { client, room, socket } = made();
    client.send(command);
    expect(client.getSnapshot().status).toBe('active');
    expect(room.getSnapshot().value).toBe('joined');
    expect(socket.frames.length).toBe(1);
  });

  it('such as a leave without a topic is reported', () => {
    const { client, said } = made();
    client.send(sloppy({ type: 'channel.leave' }));
    expect(said).toContainEqual(
      expect.objectContaining({
        type: 'listener.failed',
        event: 'channel.leave',
        error: expect.any(ConfigurationError),
      }),
    );
  });

  it.each([[Symbol('x')], [{ toString: trap }]])(
    'such as a join of no text is logged where nobody listens',
    (topic) => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {});
      const { client } = createWorld();
      client.send({ type: 'channel.join', topic: sloppy(topic) });
      expect(client.getSnapshot().status).toBe('active');
      expect(log).toHaveBeenCalledOnce();
    },
  );

  it.each<[string, ChannelCommand]>([
    ['a push whose event is a symbol', { type: 'channel.push', event: sloppy(Symbol('x')), payload: {} }],
    ['a leave with a timeout that is no number', { type: 'channel.leave', timeoutMs: sloppy(5n) }],
    ['a leave with a timeout that never comes', { type: 'channel.leave', timeoutMs: Number.NaN }],
    [
      'a cast whose payload can not be had',
      Object.defineProperty({ type: 'channel.cast', event: 'x', payload: {} } as const, 'payload', { get: trap }),
    ],
    ['a push whose event has no text', { type: 'channel.push', event: sloppy({ toString: trap }), payload: {} }],
    [
      'a push whose call can not be looked at',
      { type: 'channel.push', event: 'x', payload: {}, call: sloppy(revoked()) },
    ],
    [
      'a push with a timeout that is no number',
      { type: 'channel.push', event: 'x', payload: {}, call: { timeoutMs: sloppy(5n), settle: () => {} } },
    ],
  ])('such as %s does not end its topic by an error', (_, command) => {
    const { room, clock } = made();
    room.send(command);
    clock.increment(5_000);
    expect(room.getSnapshot().status).toBe(command.type === 'channel.leave' ? 'done' : 'active');
  });

  it.each(['channel.push', 'channel.cast'] as const)('such as a %s that throws is reported', (type) => {
    const { room, said } = made();
    room.send(Object.defineProperty({ type, event: 'x', payload: {} }, 'payload', { get: trap }));
    expect(said).toContainEqual(
      expect.objectContaining({ type: 'listener.failed', event: type, topic: TOPIC, error: new Error('trap') }),
    );
  });

  it('such as a push with a timeout that never comes has that of the client', () => {
    const { room, clock } = made();
    const settle = vi.fn();
    room.send({ type: 'channel.push', event: 'x', payload: {}, call: { timeoutMs: Number.NaN, settle } });
    clock.increment(9_999);
    expect(settle).not.toHaveBeenCalled();
    clock.increment(1);
    expect(settle).toHaveBeenCalledWith({ status: 'failed', error: expect.objectContaining({ code: 'timeout' }) });
  });

  it('such as a client.assign with something that throws changes nothing, and is reported', () => {
    const { client, said } = startDefined(defineClient({}));
    client.on('listener.failed', () => {});
    const change = () => Object.defineProperty({}, 'n', { enumerable: true, get: trap });
    client.send(sloppy({ type: 'client.assign', change }));
    expect(client.getSnapshot()).toMatchObject({ status: 'active' });
    expect(client.getSnapshot().context.assigns()).toEqual({});
    expect(said).toContainEqual(expect.objectContaining({ type: 'listener.failed', event: 'update' }));
  });

  it('such as a join with options of its own is taken as one without', () => {
    const { client, socket } = made();
    client.send(sloppy({ type: 'channel.join', topic: 'other', joinTimeoutMs: 5n }));
    expect(socket.last('phx_join')[2]).toBe('other');
  });
});
