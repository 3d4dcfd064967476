import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  cast,
  type Frame,
  join,
  leave,
  push,
  type Serializer,
  type Transport,
  type TransportRequest,
  type TransportSink,
  v2,
} from 'xstate-phoenix';
import { onTelemetry } from 'xstate-phoenix/telemetry';
import { turns } from '../../support/room.ts';
import { SECRET, secretInput, token } from '../../support/secrets.ts';
import { createWorld } from '../../support/world.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

const deep = { depth: 12, showHidden: true };
const shown = (value: unknown) => `${inspect(value, deep)} ${JSON.stringify(value)}`;

/** An error that quotes the whole request of the last attempt. */
type Quote = () => Error;

/** A hostile transport or serializer, and what happens to it. */
interface Hostile {
  /** Leaves the socket unopened, or throws. */
  readonly dial?: (quote: Quote, sink: TransportSink) => void;
  readonly transport?: (quote: Quote) => Partial<Transport>;
  readonly serializer?: (quote: Quote) => Partial<Serializer>;
  readonly happens?: (sink: TransportSink, quote: Quote) => void;
}

const throwing = (quote: Quote) => () => {
  throw quote();
};
const encodingNo = (event: string) => (quote: Quote) => ({
  encode: (frame: Frame) => (frame[3] === event ? throwing(quote)() : v2().encode(frame)),
});
const unopened = () => {};
const closing = (close: object) => (sink: TransportSink, quote: Quote) =>
  sink.closed({ code: 1006, reason: '', error: quote(), ...close });

const hostiles: Readonly<Record<string, Hostile>> = {
  'a transport that throws when it is made': { dial: (quote) => throwing(quote)() },
  'a transport that says why an attempt failed': { dial: unopened, happens: closing({}) },
  'a transport that closes before it opens': {
    dial: unopened,
    happens: closing({ code: 4001, reason: 'no paramsecret' }),
  },
  'a server that sends back what it got': {
    dial: unopened,
    happens: closing({ httpStatus: 503, headers: { location: '/?a=paramsecret' } }),
  },
  'a transport that says why a connection is lost': { happens: closing({ reason: 'tokensecret is none' }) },
  'a transport that says what it could not read': { happens: (sink, quote) => sink.unreadable(quote().message) },
  'a transport that can not send': { transport: (quote) => ({ send: throwing(quote) }) },
  'a transport that can not send in its own time': { transport: (quote) => ({ send: async () => throwing(quote)() }) },
  'a transport that can not close': { transport: (quote) => ({ close: throwing(quote) }) },
  'a transport that can not close in its own time': {
    transport: (quote) => ({ close: async () => throwing(quote)() }),
  },
  'a transport that can not tell what it holds': {
    transport: (quote) => Object.defineProperty({}, 'bufferedAmount', { get: throwing(quote), enumerable: true }),
  },
  'a serializer that can not encode': { serializer: (quote) => ({ encode: throwing(quote) }) },
  'a serializer that can not encode a push': { serializer: encodingNo('late') },
  'a serializer that can not encode a leave': { serializer: encodingNo('phx_leave') },
  'a serializer that can not encode a heartbeat': { serializer: encodingNo('heartbeat') },
  'a serializer that can not capture': { serializer: (quote) => ({ capture: throwing(quote) }) },
  'a serializer that can not decode': { serializer: (quote) => ({ decode: throwing(quote) }) },
};

/** Runs a client. Returns all that a user, an inspector, telemetry and the console see. */
async function live({ dial = (_, sink) => sink.opened(), transport, serializer, happens }: Hostile): Promise<string> {
  const seen: string[] = [];
  let attempt: { readonly request: TransportRequest; readonly sink: TransportSink } | undefined;
  const quote: Quote = () => {
    const { url = '', protocols, headers } = attempt?.request ?? {};
    const cause = Object.assign(new TypeError(`nor ${protocols}, which is tokensecret`), { sent: headers });
    return new Error(`no ${url} nor ${encodeURIComponent(url)}`, { cause });
  };
  const world = createWorld(
    {
      ...secretInput,
      serializer: { ...v2(), ...serializer?.(quote) },
      transport: (request, sink) => {
        attempt = { request, sink };
        dial(quote, sink);
        const parts = Object.getOwnPropertyDescriptors(transport?.(quote) ?? {});
        return Object.defineProperties({ send: () => {}, close: () => {} }, parts);
      },
    },
    {
      start: false,
      inspect: (event) => {
        if ('event' in event && event.event.type !== 'xstate.init')
          seen.push(shown(event.event.type), inspect(event.event, deep));
      },
    },
  );
  const { client, clock } = world;
  const see = (value: unknown) => void seen.push(shown(value));
  client.on('*', see);
  client.subscribe(({ context: { error, lastClose } }) => see([error, lastClose]));
  onTelemetry(client, see);
  const room = join(client, 'room:lobby');
  room.on('*', see);
  client.start();
  await turns();
  if (attempt) happens?.(attempt.sink, quote);
  push(join(client, 'room:other'), 'early').catch(see);
  attempt?.sink.received('["1","1","room:lobby","phx_reply",{"status":"ok","response":{}}]');
  push(room, 'late').catch(see);
  cast(room, 'cast');
  leave(room).catch(see);
  awaitConnect(client, { timeoutMs: 5 }).catch(see);
  for (let step = 0; step < 20; step += 1) {
    clock.increment(10);
    await turns();
  }
  client.send({ type: 'client.reconnect' });
  await turns();
  client.send({ type: 'client.disconnect' });
  clock.increment(3000);
  await turns();
  see(vi.mocked(console.error).mock.calls);
  client.stop();
  return seen.join('\n');
}

describe('the secrets of a request', () => {
  it.each(Object.entries(hostiles))('are shown to nobody by %s', async (_, hostile) => {
    const text = await live(hostile);
    expect(text).toContain('[redacted]');
    expect(text).not.toMatch(SECRET);
    expect(text).not.toContain(token);
    expect(text).not.toContain('server.test/socket');
  });
});
