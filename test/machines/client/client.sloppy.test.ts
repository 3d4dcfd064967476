import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ClientInput,
  clientMachine,
  disconnect,
  interpret,
  type ListenerFailed,
  on,
  push,
  type Serializer,
  type TransportSink,
  v2,
  websocket,
  ws,
} from 'xstate-phoenix';
import { joinedRoom, type Room, TOPIC, turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

afterEach(() => vi.restoreAllMocks());

function reports({ said }: Pick<Room, 'said'>): string[] {
  return said.filter((event): event is ListenerFailed => event.type === 'listener.failed').map(({ event }) => event);
}

describe('a transport whose bufferedAmount throws or is no number', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('not now');
      },
    ],
    ['is not a number', () => Number.NaN],
    ['is a word', () => 'much'],
  ])('that %s holds nothing up', async (_, read) => {
    const made = joinedRoom();
    made.client.on('listener.failed', () => {});
    Object.defineProperty(made.socket, 'bufferedAmount', { get: read });
    const reply = push(made.room, 'ping');
    made.socket.reply(made.socket.last('ping'));
    expect(await reply).toEqual({});
    const gone = disconnect(made.client);
    made.socket.close(1000);
    await gone;
    expect(made.client.getSnapshot().value).toBe('disconnected');
  });
});

describe('a serializer that does not decode to a frame', () => {
  it.each([[undefined], [null], [5], ['text'], [[]], [[1, 2]], [[null, null, 3, 'e', {}]]])(
    'such as %j loses only that frame',
    (junk) => {
      let decode: Serializer['decode'] = () => junk as never;
      const world = createWorld({ serializer: { ...v2(), decode: (data) => decode(data) } });
      const socket = world.open();
      const why: string[] = [];
      world.client.on('frame.dropped', (dropped) => why.push(dropped.why));
      expect(() => socket.raw('x')).not.toThrow();
      expect(why).toEqual(['malformed']);
      decode = v2().decode;
      world.clock.increment(30_000);
      socket.reply(socket.last('heartbeat'));
      expect(world.client.getSnapshot().matches({ connected: { stability: 'stable' } })).toBe(true);
    },
  );
});

describe('a transport factory that does not return a transport', () => {
  it.each<[string, unknown]>([
    ['ws in the place of ws()', ws],
    ['websocket in the place of websocket()', websocket],
    ['an async function', async () => ({ send: () => {}, close: () => {} })],
    ['a function that gives nothing', () => undefined],
  ])('such as %s fails the client for good, and the error says what to do', (_, transport) => {
    const world = createWorld({ transport: transport as never });
    const { value, context } = world.client.getSnapshot();
    expect([value, context.error?.code]).toEqual(['failed', 'configuration']);
    expect(context.error?.message).toContain('transport must return a transport');
  });
});

describe('a transport that is told to close', () => {
  it('and throws is reported once', async () => {
    const world = createWorld({
      transport: (_, sink) => {
        queueMicrotask(() => sink.opened());
        return {
          send: () => {},
          close: () => {
            throw new Error('no');
          },
        };
      },
    });
    const failures: ListenerFailed[] = [];
    world.client.on('listener.failed', (failure) => failures.push(failure));
    await turns();
    const gone = disconnect(world.client);
    world.clock.increment(1500);
    await gone;
    expect(failures).toMatchObject([{ event: 'transport', error: { message: 'no' } }]);
  });
});

describe('a transport that reports without arguments', () => {
  it('still works', () => {
    const sinks: TransportSink[] = [];
    const world = createWorld({
      transport: (_, sink) => {
        sinks.push(sink);
        return { send: () => {}, close: () => {} };
      },
    });
    sinks[0]?.opened(null as never);
    expect(world.client.getSnapshot().hasTag('connected')).toBe(true);
    sinks[0]?.closed(undefined as never);
    expect(world.client.getSnapshot().matches('reconnect-waiting')).toBe(true);
    expect(world.client.getSnapshot().context.lastClose).toEqual({ code: 1006, reason: '' });
  });
});

describe('a function of the user that answers with a promise', () => {
  it('that rejects is reported like one that throws, for a listener', async () => {
    const made = joinedRoom();
    made.client.on('listener.failed', () => {});
    on(made.room, 'msg', async () => {
      throw new Error('later');
    });
    made.socket.say(null, null, TOPIC, 'msg', {});
    await turns();
    expect(reports(made)).toEqual(['msg']);
  });

  it('or with null makes a policy use its default', () => {
    for (const answer of [null, Promise.resolve(false), 'no']) {
      const input = { shouldReconnect: () => answer as never } satisfies Partial<ClientInput>;
      const world = createWorld(input);
      world.open().close(1006);
      expect(world.client.getSnapshot().matches('reconnect-waiting')).toBe(true);
    }
  });
});

describe('a client that was made of a bad input', () => {
  it('has a persisted snapshot without topics', () => {
    const client = interpret(clientMachine, { input: { url: '' } });
    expect(client.getPersistedSnapshot()).toMatchObject({ topics: [] });
  });

  it('can come from a persisted snapshot with an invalid topic', () => {
    for (const topic of ['phoenix', '', 5]) {
      const snapshot = { status: 'active', output: undefined, error: undefined, topics: [{ topic }] } as const;
      const client = interpret(clientMachine, { input: { url: 'ws://server.test/socket' }, snapshot });
      expect(client.getSnapshot()).toMatchObject({ status: 'error', error: { name: 'ConfigurationError' } });
    }
  });
});
