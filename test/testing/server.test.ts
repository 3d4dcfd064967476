import { connect as connectTcp } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { awaitJoin, join as clientJoin, clientMachine, interpret, on } from 'xstate-phoenix';
import { type PhoenixServer, type ServerOptions, startServer } from '../../src/testing/index.ts';
import { echoServer } from './echo.ts';
import { dial } from './peer.ts';

const running: PhoenixServer[] = [];

async function start(options: Partial<ServerOptions> = {}): Promise<PhoenixServer> {
  const server = await startServer({ ...echoServer(), ...options });
  running.push(server);
  return server;
}

afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

const join = (server: PhoenixServer) => dial(`${server.url}/websocket?vsn=2.0.0`);
const external = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

describe('a server on a port', () => {
  it('takes a free port by itself, another one each time', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.port).toBeGreaterThan(0);
    expect(two.port).not.toBe(one.port);
    expect(one.url).toBe(`ws://127.0.0.1:${one.port}/socket`);
  });

  it('takes the port it is given, and rejects when that is taken', async () => {
    const { port } = await start();
    await expect(startServer({ ...echoServer(), port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.skipIf(external === undefined)('can not be reached from outside of the machine', async () => {
    const { port } = await start();
    const outcome = await new Promise((resolve) => {
      const socket = connectTcp({ port, host: external ?? '' });
      socket.on('connect', () => {
        socket.destroy();
        resolve('connected');
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(outcome).toBe('ECONNREFUSED');
  });

  it('stops with the code it is told, once', async () => {
    const server = await start();
    const ana = await join(server);
    const stopped = server.stop({ code: 1000 });
    expect(server.stop()).toBe(stopped);
    await stopped;
    expect(await ana.next()).toEqual({ type: 'close', code: 1000 });
  });

  it('stops although a request was never finished and a refused client keeps its end open', async () => {
    const server = await start();
    const silent = connectTcp({ port: server.port, host: '127.0.0.1' });
    const refused = connectTcp({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    refused.write('GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    await new Promise((resolve) => refused.once('data', resolve));
    await server.stop();
    silent.destroy();
    refused.destroy();
  });

  it('cuts a client that does not answer the close', async () => {
    const server = await start();
    const deaf = connectTcp({ port: server.port, host: '127.0.0.1' });
    const upgrade = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
    deaf.write(`GET /socket/websocket HTTP/1.1\r\nhost: x\r\n${upgrade.join('\r\n')}\r\n`);
    deaf.write('sec-websocket-key: c2l4dGVlbiBieXRlcyBvaw==\r\n\r\n');
    await new Promise((resolve) => deaf.once('data', resolve));
    const cut = new Promise((resolve) => deaf.once('close', resolve));
    await server.stop();
    expect(server.connections).toBe(0);
    await cut;
  });

  it('delivers what it sent before it cuts a connection', async () => {
    const server = await start({ channels: { 'room:*': { join: () => ({ ok: {} }) } } });
    const client = interpret(clientMachine, { input: { url: server.url, shouldReconnect: () => false } }).start();
    const room = clientJoin(client, 'room:lobby');
    const heard: unknown[] = [];
    on(room, 'last', ({ n }) => heard.push(n));
    const lost = new Promise((resolve) => client.on('connection.lost', resolve));
    await awaitJoin(room);
    for (const n of [1, 2, 3]) server.broadcast('room:lobby', 'last', { n });
    server.dropConnections();
    await lost;
    expect(heard).toEqual([1, 2, 3]);
    client.stop();
  });

  it('closes one connection by its id, all with a code, or cuts them', async () => {
    const server = await start();
    const open = (user: string) => dial(`${server.url}/websocket?vsn=2.0.0&user_id=${user}`);
    const [ana, bo] = [await open('ana'), await open('bo')];
    server.disconnect('users_socket:ana');
    expect(await ana.next()).toEqual({ type: 'close', code: 1001 });
    server.closeConnections(4000);
    expect(await bo.next()).toEqual({ type: 'close', code: 4000 });
    const cy = await open('cy');
    server.dropConnections();
    expect(await cy.next()).toEqual({ type: 'close', code: 1006 });
    expect([ana, bo, cy].flatMap((peer) => peer.unread())).toEqual([]);
  });

  it('closes with 1009 what is longer than it allows', async () => {
    const ana = await join(await start({ maxFrameBytes: 50 }));
    ana.send('x'.repeat(51));
    expect(await ana.next()).toEqual({ type: 'close', code: 1009 });
  });

  it('closes with 1002 whoever is silent for the idle timeout', async () => {
    const ana = await join(await start({ idleTimeoutMs: 20 }));
    expect(await ana.next()).toEqual({ type: 'close', code: 1002 });
  });

  it('answers a request that is no upgrade with 400, or as it would the upgrade', async () => {
    const { port } = await start();
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await ask('/socket/websocket?vsn=2.0.0')).toBe(400);
    expect(await ask('/socket/websocket?vsn=2.0.0&token=reject')).toBe(403);
    expect(await ask('/')).toBe(404);
  });

  it('shows handlers the headers of the upgrade', async () => {
    const seen: unknown[] = [];
    const server = await start({
      connect: (_, { headers }) => {
        seen.push(headers.host);
        return undefined;
      },
    });
    await join(server);
    expect(seen).toEqual([`127.0.0.1:${server.port}`]);
  });
});
