import { describe, expect, it } from 'vitest';
import { awaitJoin, clientMachine, disconnect, interpret, join } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';

const TOPICS = 500;

describe('a client of many topics', () => {
  it('writes exactly one join for each topic on each connection', async () => {
    const joins = [[], []] as string[][];
    const server = await startServer({
      channels: { 'room:*': { join: () => ({ ok: {} }) } },
      maxChannels: TOPICS,
      onFrame: ({ direction, connection, frame: [, , topic, event] }) => {
        if (direction === 'in' && event === 'phx_join') joins[connection - 1]?.push(topic);
      },
    });
    const client = interpret(clientMachine, { input: { url: server.url } }).start();
    const topics = Array.from({ length: TOPICS }, (_, index) => `room:${index}`);
    const rooms = topics.map((topic) => join(client, topic));
    await Promise.all(rooms.map((room) => awaitJoin(room)));
    const again = Promise.all(rooms.map((room) => new Promise((resolve) => room.on('joined', resolve))));
    server.dropConnections();
    await again;
    expect(joins).toEqual([topics, topics]);
    await disconnect(client);
    client.stop();
    await server.stop();
  });
});
