import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { websocket } from 'xstate-phoenix';
import { createPhoenix, inMemory, type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';
import { live, lived } from './flow.ts';

let server: PhoenixServer;

beforeAll(async () => {
  server = await startServer(echoServer());
});

afterAll(() => server.stop());

describe('a client in Node', () => {
  it('lives through pushes, crashes and drops over the package ws', async () => {
    expect(await live(server.url)).toEqual(lived);
  });

  it('does the same over a platform WebSocket', async () => {
    expect(await live(server.url, { transport: websocket({ WebSocket }) })).toEqual(lived);
  });

  it('does the same in memory, where every answer is there before the question is written to its end', async () => {
    const { transport } = inMemory(createPhoenix(echoServer()));
    expect(await live('ws://memory.test/socket', { transport })).toEqual(lived);
  });

  it('leaves no connection on the server', () => {
    expect(server.connections).toBe(0);
  });
});
