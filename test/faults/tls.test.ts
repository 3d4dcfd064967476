import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awaitConnect, type ClientInput, join, push, ws } from 'xstate-phoenix';
import { failures } from './failures.ts';
import { clientOf, next, proxyTo, serve } from './world.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));
const key = read('../transport/fixtures/key.pem');
const certificates = {
  good: read('../transport/fixtures/certificate.pem'),
  expired: read('./fixtures/expired.pem'),
  elsewhere: read('./fixtures/elsewhere.pem'),
};
const good = { key, cert: certificates.good };
const trusting = (ca: Buffer): Partial<ClientInput> => ({ transport: ws({ ca }) });
const unreachable = (cause: object) => [
  { attempt: 1, willRetry: true, error: { code: 'unreachable', cause } },
  { attempt: 2, willRetry: true, error: { code: 'unreachable', cause } },
];

describe('a server whose certificate is bad', () => {
  it.each([
    ['is trusted by nobody', certificates.good, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is for another name', certificates.elsewhere, trusting(certificates.elsewhere), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['has expired', certificates.expired, trusting(certificates.expired), 'CERT_HAS_EXPIRED'],
  ])('(it %s) is unreachable, and tried again; the cause tells why', async (_, cert, input, code) => {
    const server = await serve({ tls: { key, cert } });
    expect(await failures(clientOf(server.url, input))).toMatchObject(unreachable({ code }));
    expect(server.connections).toBe(0);
  });

  it('is connected to as soon as it has a good one', async () => {
    const bad = await serve({ tls: { key, cert: certificates.expired } });
    const client = clientOf(bad.url, trusting(certificates.good));
    await failures(client);
    await bad.stop();
    await serve({ tls: good, port: bad.port });
    await awaitConnect(client);
  });
});

describe('two sides of which one speaks TLS', () => {
  it('do not meet where it is the client', async () => {
    const { url } = await serve();
    const failed = await failures(clientOf(url.replace('ws:', 'wss:'), trusting(certificates.good)));
    expect(failed).toMatchObject(unreachable({ code: expect.stringMatching(/SSL|EPROTO|ECONNRESET/) }));
  });

  it('do not meet where it is the server', async () => {
    const { url } = await serve({ tls: good });
    const failed = await failures(clientOf(url.replace('wss:', 'ws:')));
    expect(failed).toMatchObject(unreachable({}));
  });
});

describe('a server that falls silent behind the handshake of TLS', () => {
  it('is given up after connectTimeoutMs, and tried again', async () => {
    const sockets = new Set<Socket>();
    const server = createServer(good, (socket) => void sockets.add(socket.on('error', () => {})));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const client = clientOf(`wss://127.0.0.1:${port}/socket`, {
      ...trusting(certificates.good),
      connectTimeoutMs: 300,
    });
    expect(await failures(client)).toMatchObject([
      { attempt: 1, willRetry: true, error: { code: 'timeout' } },
      { attempt: 2, willRetry: true, error: { code: 'timeout' } },
    ]);
    expect(sockets.size).toBeGreaterThanOrEqual(1);
  });
});

describe('a connection with TLS that is cut', () => {
  it.each(['rst', 'fin'] as const)('(by %s) is lost with 1006, and there is another one', async (by) => {
    const proxy = await proxyTo((await serve({ tls: good })).port);
    const client = clientOf(`wss://127.0.0.1:${proxy.port}/socket`, trusting(certificates.good));
    client.start();
    const room = join(client, 'echo:a');
    expect(await push(room, 'ping', { n: 1 })).toEqual({ n: 1 });
    const lost = next(client, 'connection.lost');
    proxy.cut(by);
    expect(await lost).toMatchObject({ code: 1006, cause: 'remote' });
    expect(await push(room, 'ping', { n: 2 })).toEqual({ n: 2 });
  });

  it('is lost where one byte is changed, which TLS does not let pass', async () => {
    const proxy = await proxyTo((await serve({ tls: good })).port);
    const client = clientOf(`wss://127.0.0.1:${proxy.port}/socket`, trusting(certificates.good));
    client.start();
    const room = join(client, 'echo:a');
    expect(await push(room, 'ping', { n: 1 })).toEqual({ n: 1 });
    const lost = next(client, 'connection.lost');
    proxy.treat('down', {
      rewrite: (bytes) => {
        proxy.treat('down', {});
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        return bytes;
      },
    });
    const outcome = push(room, 'ping', { n: 2 });
    await expect(outcome).rejects.toMatchObject({ code: 'disconnected', sent: true });
    expect(await lost).toMatchObject({ code: 1006, cause: 'remote' });
    expect(await push(room, 'ping', { n: 3 })).toEqual({ n: 3 });
  });
});
