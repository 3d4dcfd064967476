import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultyProxy } from './proxy.ts';
import { proxyTo, until } from './world.ts';

/** One end of a connection, and what it has heard. */
interface End {
  readonly socket: Socket;
  readonly heard: () => string;
  /** `end` by a FIN, then `close`; `close` alone by a reset. */
  readonly ends: readonly string[];
}

function endOf(socket: Socket): End {
  let heard = '';
  const ends: string[] = [];
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  socket.on('error', () => {});
  socket.on('end', () => ends.push('end'));
  socket.on('close', () => ends.push('close'));
  onTestFinished(() => void socket.destroy());
  return { socket, heard: () => heard, ends };
}

/** A client and a server that can hear each other through a proxy. */
async function connection(): Promise<{ proxy: FaultyProxy; client: End; server: End }> {
  const origins: End[] = [];
  const listener = createServer({ allowHalfOpen: true }, (socket) => void origins.push(endOf(socket)));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void listener.close());
  const address = listener.address();
  const proxy = await proxyTo(typeof address === 'object' && address !== null ? address.port : 0);
  const client = endOf(connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true }));
  await until(() => origins.length === 1);
  const [server] = origins;
  if (!server) throw new Error('Nobody came.');
  client.socket.write('a');
  server.socket.write('b');
  await until(() => server.heard() === 'a' && client.heard() === 'b');
  return { proxy, client, server };
}

describe('a faulty proxy', () => {
  it('holds one way and lets the other pass, and what was held goes on its way when it is healed', async () => {
    const { proxy, client, server } = await connection();
    proxy.treat('up', { hold: true });
    client.socket.write('held');
    server.socket.write('passed');
    await until(() => client.heard() === 'bpassed');
    expect(server.heard()).toBe('a');
    proxy.heal();
    await until(() => server.heard() === 'aheld');
  });

  it('holds an end as well', async () => {
    const { proxy, client, server } = await connection();
    proxy.treat('both', { hold: true });
    client.socket.end('last');
    proxy.treat('down', {});
    server.socket.write('passed');
    await until(() => client.heard() === 'bpassed');
    expect(server.ends).toEqual([]);
    proxy.heal();
    await until(() => server.ends.includes('end'));
    expect(server.heard()).toBe('alast');
  });

  it('is late by as much as it is told, in order', async () => {
    const { proxy, client, server } = await connection();
    proxy.treat('up', { delayMs: 100 });
    const at = performance.now();
    client.socket.write('1');
    client.socket.write('2');
    await until(() => server.heard() === 'a12');
    expect(performance.now() - at).toBeGreaterThan(95);
  });

  it('lets no more through than it is told', async () => {
    const { proxy, client, server } = await connection();
    proxy.treat('up', { bytesPerSecond: 1_000_000 });
    const at = performance.now();
    client.socket.write('x'.repeat(200_000));
    await until(() => server.heard().length === 200_001);
    expect(performance.now() - at).toBeGreaterThan(150);
  });

  it('changes bytes', async () => {
    const { proxy, client, server } = await connection();
    proxy.treat('down', { rewrite: (bytes) => Buffer.from(bytes.toString().toUpperCase()) });
    server.socket.write('loud');
    await until(() => client.heard() === 'bLOUD');
  });

  it('cuts by a reset', async () => {
    const { proxy, client, server } = await connection();
    proxy.cut('rst');
    await until(() => client.ends.includes('close') && server.ends.includes('close'));
    expect([client.ends, server.ends]).toEqual([['close'], ['close']]);
    await until(() => proxy.links.length === 0);
  });

  it('cuts by the end of both ways', async () => {
    const { proxy, client, server } = await connection();
    proxy.cut('fin');
    await until(() => client.ends.includes('end') && server.ends.includes('end'));
  });

  it('closes one half, and the other goes on', async () => {
    const { proxy, client, server } = await connection();
    proxy.halfClose('down');
    await until(() => client.ends.includes('end'));
    client.socket.write('still');
    await until(() => server.heard() === 'astill');
    expect(server.ends).toEqual([]);
    server.socket.write('to nobody');
    client.socket.write(', still');
    await until(() => server.heard() === 'astill, still');
    expect(client.heard()).toBe('b');
  });

  it('tells an end of the end of the other one', async () => {
    const { proxy, client, server } = await connection();
    client.socket.resetAndDestroy();
    await until(() => server.ends.includes('close'));
    expect(server.ends).toEqual(['close']);
    await until(() => proxy.links.length === 0);
  });

  it('refuses new connections, or is silent to them, and lets the present ones be', async () => {
    const { proxy, client, server } = await connection();
    proxy.receive('refuse');
    const refused = endOf(connect(proxy.port, '127.0.0.1'));
    await until(() => refused.ends.includes('close'));
    proxy.receive('hang');
    const hanging = endOf(connect(proxy.port, '127.0.0.1'));
    await until(() => proxy.arrivals === 3);
    client.socket.write('!');
    await until(() => server.heard() === 'a!');
    expect([hanging.heard(), hanging.ends, proxy.links.length]).toEqual(['', [], 1]);
  });

  it('leaves no handle behind when it is stopped, whatever was held', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout/.test(kind)).length;
    const before = handles();
    const { proxy, client, server } = await connection();
    proxy.treat('both', { hold: true });
    client.socket.write('x'.repeat(1_000_000));
    await proxy.stop();
    await until(() => client.ends.includes('close') && server.ends.includes('close'));
    // The listener of the test itself is left.
    await until(() => handles() <= before + 1);
  });
});
