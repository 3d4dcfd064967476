import { describe, expectTypeOf, it } from 'vitest';
import { awaitJoin, type ChannelRef, type ClientRef, join, websocket } from 'xstate-phoenix';
import { type ConnClass, Socket } from 'xstate-phoenix/phoenix';
import { createTestServer, inMemory, type TestWebSocket } from 'xstate-phoenix/testing';

const server = createTestServer();
const socket = new Socket(server.url, { transport: server.WebSocket, clock: server.clock });

describe('a Socket', () => {
  it('has actors that our own API takes', () => {
    expectTypeOf(socket.client).toEqualTypeOf<ClientRef>();
    const { ref } = socket.channel('room:1');
    expectTypeOf(ref).toEqualTypeOf<ChannelRef | null>();
    expectTypeOf(join(socket.client, 'room:1')).toEqualTypeOf<ChannelRef>();
    if (ref) void awaitJoin<{ seats: number }>(ref).then(({ response }) => expectTypeOf(response.seats).toBeNumber());
  });
});

describe('the WebSocket of a test server', () => {
  it('is a transport for every client that takes a class', () => {
    expectTypeOf(server.WebSocket).toExtend<ConnClass>();
    // That of @types/phoenix.
    expectTypeOf(server.WebSocket).toExtend<new (endpoint: string) => object>();
    expectTypeOf(inMemory).returns.toHaveProperty('WebSocket');
    websocket({ WebSocket: server.WebSocket });
  });

  it('has the members that such clients use', () => {
    expectTypeOf(new server.WebSocket('ws://x', ['phoenix'])).toEqualTypeOf<TestWebSocket>();
    expectTypeOf(server.WebSocket.OPEN).toBeNumber();
    // @ts-expect-error a url is a string
    new server.WebSocket(7);
  });
});
