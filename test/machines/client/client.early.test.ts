import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ClientInput,
  ConfigurationError,
  clientMachine,
  defineClient,
  type Frame,
  interpret,
  join,
  on,
  onFrame,
  type TransportFactory,
} from 'xstate-phoenix';
import { turns } from '../../support/room.ts';

afterEach(() => void vi.restoreAllMocks());

const url = 'ws://server.test/socket';

/** A socket that is open as soon as it is dialed, to a server that answers each join at once. */
const prompt: TransportFactory = (_, sink) => {
  const send = (data: string | ArrayBuffer) => {
    const [joinRef, ref, topic, event] = JSON.parse(String(data)) as Frame;
    const say = (...frame: Frame) => sink.received(JSON.stringify(frame));
    if (event !== 'phx_join') return;
    say(joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} });
    say(joinRef, null, topic, 'welcome', { to: topic });
  };
  // Told in the call already, before it can be written to.
  sink.opened();
  return { send, close: () => sink.closed({ code: 1000, reason: '' }), bufferedAmount: 0 };
};

/** A socket that can not be dialed. */
const broken: TransportFactory = () => {
  throw new ConfigurationError([{ path: 'transport', message: 'is missing' }]);
};

const make = (input: Partial<ClientInput>) =>
  interpret(clientMachine, { input: { url, jitter: 0, transport: broken, ...input } });

describe('what happens within start()', () => {
  it('reaches listeners that are added right after it, in a microtask', async () => {
    const client = make({}).start();
    const heard: string[] = [];
    client.on('connect.failed', ({ error }) => heard.push(error.code));
    client.on('*', ({ type }) => heard.push(type));
    expect(client.getSnapshot().value).toBe('failed');
    expect(heard).toEqual([]);
    await null;
    expect(heard).toEqual(['configuration', 'connect.failed']);
  });

  it('is heard once by those who listened before', async () => {
    const client = make({});
    const heard: string[] = [];
    client.on('connect.failed', ({ type }) => heard.push(type));
    client.start();
    client.on('connect.failed', () => heard.push('behind'));
    expect(heard).toEqual(['connect.failed']);
    await turns();
    expect(heard).toEqual(['connect.failed', 'behind']);
  });

  it('is not heard by those who come later, or were removed', async () => {
    const client = make({}).start();
    const heard: string[] = [];
    client.on('connect.failed', () => heard.push('gone')).unsubscribe();
    await null;
    client.on('connect.failed', () => heard.push('late'));
    await turns();
    expect(heard).toEqual([]);
  });

  it('reaches those who listen to a topic, and to frames', async () => {
    const client = make({ transport: prompt });
    const room = join(client, 'room:a');
    client.start();
    const heard: unknown[] = [];
    client.on('connected', ({ type }) => heard.push(type));
    room.on('joined', ({ type }) => heard.push(type));
    on(room, 'welcome', ({ to }) => heard.push(to));
    onFrame(client, ({ direction, frame }) => heard.push(`${direction} ${frame[3]}`));
    expect(room.getSnapshot().value).toBe('joined');
    await null;
    expect(heard).toEqual(['connected', 'out phx_join', 'in phx_reply', 'in welcome', 'joined', 'room:a']);
    client.stop();
  });

  it('reaches those who subscribe right after it, if nothing has happened since', async () => {
    const client = make({}).start();
    const seen: unknown[] = [];
    client.subscribe(({ value }) => seen.push(value));
    await null;
    expect(seen).toEqual(['failed']);
    const other = make({}).start();
    other.subscribe(({ value }) => seen.push(value));
    other.send({ type: 'client.disconnect' });
    await turns();
    expect(seen).toEqual(['failed', 'disconnected']);
  });

  it('is seen once by those who have subscribed before', async () => {
    const client = make({});
    const seen: unknown[] = [];
    client.subscribe(({ value }) => seen.push(value));
    client.start();
    const before = seen.length;
    expect(seen.at(-1)).toBe('failed');
    await turns();
    expect(seen).toHaveLength(before);
  });

  it('reaches those who listen to a topic that was joined in it', async () => {
    const machine = defineClient({ onStart: ({ client }) => void join(client, 'room:a') });
    const client = interpret(machine, { input: { url, jitter: 0, transport: prompt } }).start();
    const heard: string[] = [];
    join(client, 'room:a').on('joined', ({ type }) => heard.push(type));
    await null;
    expect(heard).toEqual(['joined']);
    client.stop();
  });

  it('is not shown to subscribers if nothing was emitted', async () => {
    const client = make({ transport: () => ({ send: () => {}, close: () => {}, bufferedAmount: 0 }) }).start();
    const seen = vi.fn();
    client.subscribe(seen);
    await turns();
    expect(seen).not.toHaveBeenCalled();
    client.stop();
  });

  it('is repeated at each start', async () => {
    const client = make({ transport: prompt }).start();
    await null;
    client.stop();
    client.start();
    const heard: unknown[] = [];
    client.on('connected', ({ reconnect }) => heard.push(reconnect));
    await null;
    expect(heard).toEqual([true]);
    client.stop();
  });

  it('reaches the others when a listener throws', async () => {
    const client = make({}).start();
    const heard: unknown[] = [];
    client.on('connect.failed', () => {
      throw new Error('oops');
    });
    client.on('connect.failed', ({ type }) => heard.push(type));
    client.on('listener.failed', ({ error }) => heard.push(error));
    await turns();
    expect(heard).toEqual([new Error('oops'), 'connect.failed']);
  });
});

describe('a report from within start()', () => {
  const input = { heartbeatIntervalMs: 60_000, transport: prompt };

  it('reaches listeners that are added right after it, and not the console', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const client = make(input).start();
    const heard: string[] = [];
    client.on('listener.failed', ({ event }) => heard.push(event));
    await turns();
    expect(heard).toEqual(['heartbeatIntervalMs']);
    expect(log).not.toHaveBeenCalled();
    client.stop();
  });

  it('goes to the console once if nobody listens', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const client = make(input).start();
    expect(log).not.toHaveBeenCalled();
    await turns();
    expect(log).toHaveBeenCalledTimes(1);
    client.stop();
  });
});
