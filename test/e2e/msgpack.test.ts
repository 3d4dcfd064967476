import { encode } from '@msgpack/msgpack';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  awaitConnect,
  awaitJoin,
  awaitMessage,
  type ClientInput,
  type ClientRef,
  cast,
  clientMachine,
  type FrameDropped,
  interpret,
  join,
  push,
  v2,
  websocket,
} from 'xstate-phoenix';
import {
  createPhoenix,
  inMemory,
  type ObservedFrame,
  type PhoenixServer,
  type ServerSerializer,
  startServer,
} from 'xstate-phoenix/testing';
import { MSGPACK_VSN, msgpack, msgpackServer } from '../support/msgpack.ts';
import { echoServer } from '../testing/echo.ts';
import { live, lived } from './flow.ts';

/** Bytes that are not a frame, for the server to send. */
const garbage: Readonly<Record<string, string | Uint8Array>> = {
  never_used: Uint8Array.of(0xc1),
  nothing: new Uint8Array(),
  truncated: encode([null, null, 'echo:a', 'truncated', { a: 1 }]).subarray(0, 9),
  trailing: Uint8Array.of(...encode([null, null, 'echo:a', 'trailing', {}]), 0),
  no_array: encode({ topic: 'echo:a', event: 'no_array', payload: {} }),
  no_topic: encode([null, null, 7, 'no_topic', {}]),
  text: '[null,null,"echo:a","text",{}]',
};

const saysGarbage: ServerSerializer = {
  ...msgpackServer,
  encode: (frame) => garbage[frame[3]] ?? msgpackServer.encode(frame),
};

const observed: ObservedFrame[] = [];
const options = {
  ...echoServer(),
  serializers: { [MSGPACK_VSN]: saysGarbage },
  onFrame: (frame: ObservedFrame) => void observed.push(frame),
};
const expected = { ...lived, whoami: { ...lived.whoami, connect_params: { user_id: 'ana', vsn: MSGPACK_VSN } } };

let server: PhoenixServer;
const clients: ClientRef[] = [];

beforeAll(async () => {
  server = await startServer(options);
});

afterEach(() => {
  observed.length = 0;
  for (const client of clients.splice(0)) client.stop();
});

afterAll(() => server.stop());

function connected(input: Partial<ClientInput> = {}): ClientRef {
  const client = interpret(clientMachine, { input: { url: server.url, serializer: msgpack(), ...input } }).start();
  clients.push(client);
  return client;
}

describe('a client that speaks MessagePack', () => {
  it.each<[string, () => Partial<ClientInput>]>([
    ['over the package ws', () => ({})],
    ['over a platform WebSocket', () => ({ transport: websocket({ WebSocket }) })],
    ['in memory', () => ({ transport: inMemory(createPhoenix(options)).transport })],
  ])('lives through pushes, crashes and drops %s, all of it binary', async (_, input) => {
    expect(await live(server.url, { serializer: msgpack(), ...input() })).toEqual(expected);
    expect(observed.length).toBeGreaterThan(20);
    expect(observed.filter(({ data }) => typeof data === 'string')).toEqual([]);
  });

  it('carries bytes and dates anywhere in params, pushes, replies, messages and broadcasts', async () => {
    const payload = {
      bytes: Uint8Array.of(0, 255),
      deep: [{ at: new Date(1_700_000_000_123), more: [new Uint8Array(3)] }],
    };
    const client = connected();
    const room = join(client, 'echo:a', { params: payload });
    expect((await awaitJoin(room)).response).toEqual({ params: payload });
    expect(await push(room, 'ping', payload)).toEqual(payload);
    const pushed = awaitMessage(room, 'pushed');
    await push(room, 'push_me', { event: 'pushed', payload, n: 1 });
    expect((await pushed).payload).toEqual({ ...payload, i: 0 });
    const broadcast = awaitMessage(room, 'all');
    cast(room, 'broadcast', { event: 'all', payload });
    expect((await broadcast).payload).toEqual(payload);
  });

  it('sends a push that had to wait as it was at the call', async () => {
    const room = join(connected(), 'echo:a');
    const payload = { bytes: Uint8Array.of(1, 2) };
    const reply = push(room, 'ping', payload);
    payload.bytes[0] = 9;
    expect(await reply).toEqual({ bytes: Uint8Array.of(1, 2) });
  });

  it('rejects a push that has no form there, and nothing else is lost', async () => {
    const room = join(connected(), 'echo:a');
    await awaitJoin(room);
    const bad = push(room, 'ping', { f: () => {} });
    await expect(bad).rejects.toMatchObject({ code: 'encode', sent: false });
    expect(await push(room, 'ping', { n: 1 })).toEqual({ n: 1 });
  });

  it('drops one frame for each that it can not read, and serves the next', async () => {
    const client = connected();
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    const dropped: FrameDropped[] = [];
    client.on('frame.dropped', (event) => dropped.push(event));
    for (const event of Object.keys(garbage)) server.broadcast('echo:a', event);
    expect(await push(room, 'ping', { n: 1 })).toEqual({ n: 1 });
    expect(dropped.map(({ why }) => why)).toEqual(Object.keys(garbage).map(() => 'malformed'));
    expect(client.getSnapshot().context.connections).toBe(1);
  });

  it('hears those who speak JSON, and is heard by them', async () => {
    const rooms = [connected(), connected({ serializer: v2() })].map((client) => join(client, 'echo:a'));
    await Promise.all(rooms.map((room) => awaitJoin(room)));
    for (const room of rooms) {
      const heard = rooms.map((one) => awaitMessage(one, 'hello'));
      cast(room, 'broadcast', { event: 'hello', payload: { n: 1 } });
      expect((await Promise.all(heard)).map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 1 }]);
    }
  });

  it('is refused by a server that does not', async () => {
    const { transport } = inMemory(createPhoenix(echoServer()));
    await expect(awaitConnect(connected({ transport }))).rejects.toMatchObject({ httpStatus: 403 });
  });
});
