import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  awaitConnect,
  awaitJoin,
  awaitMessage,
  type ClientRef,
  clientMachine,
  type DropReason,
  interpret,
  join,
} from 'xstate-phoenix';

let server: WebSocketServer;
let client: ClientRef;
let peer: WebSocket;

/** A server that accepts all joins, and then sends what the test wants. */
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    peer = socket;
    socket.on('message', (data) => {
      const [joinRef, ref, topic] = JSON.parse(String(data));
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = interpret(clientMachine, { input: { url: `ws://127.0.0.1:${port}/socket` } });
  client.start();
  await awaitConnect(client);
  await awaitJoin(join(client, 'room:1'));
});

afterEach(() => {
  client.stop();
  peer.terminate();
  server.close();
});

/** What the client dropped before a good message, which it must deliver. */
async function droppedBefore(say: () => void): Promise<DropReason[]> {
  const dropped: DropReason[] = [];
  client.on('frame.dropped', ({ why }) => dropped.push(why));
  const next = awaitMessage(join(client, 'room:1'), 'good');
  say();
  peer.send(JSON.stringify([null, null, 'room:1', 'good', { n: 1 }]));
  expect((await next).payload).toEqual({ n: 1 });
  return dropped;
}

function sayAll(messages: readonly (string | Uint8Array)[]): void {
  for (const message of messages) peer.send(message);
}

describe('a client that is sent garbage over a real socket', () => {
  it('drops text that is not UTF-8, and serves the next frame', async () => {
    const bytes = Buffer.from('[null,null,"room:1","bad",{"a":"\xff\xfe"}]', 'latin1');
    expect(await droppedBefore(() => peer.send(bytes, { binary: false }))).toEqual(['malformed']);
  });

  it('drops text that is no JSON, no array, or of the wrong arity or types, and serves the next frame', async () => {
    const texts = [
      '',
      'nope',
      '{}',
      'null',
      '[]',
      '[null,null,"room:1","bad"]',
      '[1,null,"room:1","bad",{}]',
      '[null,null,5,"bad",{}]',
    ];
    expect(await droppedBefore(() => sayAll(texts))).toEqual(texts.map(() => 'malformed'));
  });

  it('drops binary frames that are empty, truncated, not UTF-8 or of an unknown kind, and serves the next frame', async () => {
    const frames = [[], [0], [2, 9, 9, 1], [2, 1, 1, 255, 97], [7, 1, 2, 3]].map((bytes) => Uint8Array.from(bytes));
    expect(await droppedBefore(() => sayAll(frames))).toEqual([
      'truncated',
      'truncated',
      'truncated',
      'malformed',
      'unknown_kind',
    ]);
  });

  it('takes a frame of 5 MB like any other, and drops one that is broken at its end', async () => {
    const text = 'x'.repeat(5_000_000);
    const big = awaitMessage<{ text: string }>(join(client, 'room:1'), 'big');
    const dropped = await droppedBefore(() => {
      peer.send(JSON.stringify([null, null, 'room:1', 'big', { text }]));
      peer.send(`[null,null,"room:1","big",{"text":"${text}"}`);
    });
    expect((await big).payload.text.length).toBe(text.length);
    expect(dropped).toEqual(['malformed']);
  });

  it('drops what is not for it: other topics, events that only clients send, answers of the phoenix topic to nothing', async () => {
    const dropped = await droppedBefore(() => {
      peer.send('[null,null,"room:2","news",{}]');
      peer.send('["1","1","room:1","phx_join",{}]');
      peer.send('[null,null,"phoenix","news",{}]');
      peer.send('["99",null,"room:1","news",{}]');
    });
    expect(dropped).toEqual(['unknown_topic', 'reserved', 'reserved', 'stale']);
  });
});
