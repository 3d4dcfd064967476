import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { websocket } from 'xstate-phoenix';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
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

  it('leaves no connection on the server', () => {
    expect(server.connections).toBe(0);
  });
});
