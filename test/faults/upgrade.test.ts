import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awaitConnect, type ClientInput, join, push } from 'xstate-phoenix';
import { failures } from './failures.ts';
import { clientOf, next, proxyTo, serve, until } from './world.ts';

/** A port that answers the first bytes with these, and then ends the connection. */
async function answering(answer: string): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const at = (port: number, scheme = 'ws') => `${scheme}://127.0.0.1:${port}/socket`;
const http = (status: string, ...headers: string[]) => `HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n`;

describe('an address where nobody is', () => {
  it('is unreachable where its name is not known, and tried again; the cause tells why', async () => {
    const [first, second] = await failures(clientOf('ws://name.invalid/socket', { connectTimeoutMs: 15_000 }));
    const cause = { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/) };
    expect(first).toMatchObject({ attempt: 1, willRetry: true, error: { code: 'unreachable', cause } });
    expect(second).toMatchObject({ attempt: 2, willRetry: true, error: { code: 'unreachable', cause } });
  });

  it('is unreachable where nobody listens, and tried again until somebody does', async () => {
    const { port, stop } = await serve();
    await stop();
    const client = clientOf(at(port));
    expect(await failures(client)).toMatchObject([
      { attempt: 1, willRetry: true, error: { code: 'unreachable', cause: { code: 'ECONNREFUSED' } } },
      { attempt: 2, willRetry: true, error: { code: 'unreachable', cause: { code: 'ECONNREFUSED' } } },
    ]);
    await serve({ port });
    expect(await push(join(client, 'echo:a'), 'ping', { n: 1 })).toEqual({ n: 1 });
  });

  it('is unreachable where connections are reset as soon as they are there, and tried again', async () => {
    const proxy = await proxyTo((await serve()).port);
    proxy.receive('refuse');
    const client = clientOf(at(proxy.port));
    expect(await failures(client)).toMatchObject([
      { attempt: 1, willRetry: true, error: { code: 'unreachable' } },
      { attempt: 2, willRetry: true, error: { code: 'unreachable' } },
    ]);
    proxy.heal();
    await awaitConnect(client);
  });
});

describe('a handshake that hangs', () => {
  const hurried: Partial<ClientInput> = { connectTimeoutMs: 200 };

  it.each(['ws', 'wss'])('(%s) is given up after connectTimeoutMs, and tried again', async (scheme) => {
    const proxy = await proxyTo((await serve()).port);
    proxy.receive('hang');
    const startedAt = performance.now();
    const failed = await failures(clientOf(at(proxy.port, scheme), hurried));
    expect(performance.now() - startedAt).toBeGreaterThan(2 * 200);
    expect(failed).toMatchObject([
      { attempt: 1, willRetry: true, error: { code: 'timeout' } },
      { attempt: 2, willRetry: true, error: { code: 'timeout' } },
    ]);
  });

  it('ends in a connection once the server speaks, and the attempts before it are no second one (I1)', async () => {
    const server = await serve();
    const proxy = await proxyTo(server.port);
    proxy.treat('down', { hold: true });
    const client = clientOf(at(proxy.port), hurried);
    await failures(client, 3);
    const connected = next(client, 'connected');
    proxy.heal();
    await connected;
    expect(await push(join(client, 'echo:a'), 'ping', { n: 1 })).toEqual({ n: 1 });
    await until(() => server.connections === 1);
  });
});

describe('an upgrade that is answered with something else', () => {
  it.each([
    ['301', 'Moved Permanently', 'refused', true],
    ['401', 'Unauthorized', 'unauthorized', false],
    ['403', 'Forbidden', 'unauthorized', false],
    ['404', 'Not Found', 'refused', true],
    ['429', 'Too Many Requests', 'refused', true],
    ['500', 'Internal Server Error', 'refused', true],
    ['503', 'Service Unavailable', 'refused', true],
  ] as const)('(HTTP %s) fails as %s and %s, retried: %s', async (status, text, code, willRetry) => {
    const port = await answering(http(`${status} ${text}`, 'location: /elsewhere', 'content-length: 0'));
    const [failed] = await failures(clientOf(at(port)), willRetry ? 2 : 1);
    expect(failed).toMatchObject({ attempt: 1, willRetry, httpStatus: Number(status), error: { code } });
  });

  it.each([
    ['seconds', '1'],
    ['a date', new Date(61_000).toUTCString()],
  ])('is left alone for as long as its Retry-After says, in %s', async (_, after) => {
    const date = `date: ${new Date(60_000).toUTCString()}`;
    const port = await answering(http('503 Busy', `retry-after: ${after}`, date, 'content-length: 0'));
    const startedAt = performance.now();
    const failed = await failures(clientOf(at(port)));
    expect(failed).toMatchObject([{ retryInMs: 1_000, error: { retryAfterMs: 1_000 } }, { attempt: 2 }]);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  it.each([
    ['garbage', 'nothing that is HTTP\r\n\r\n'],
    ['nothing', ''],
    ['half a header', 'HTTP/1.1 101 Switching Pro'],
    ['a 101 without its key', http('101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade')],
    ['a 101 to something else', http('101 Switching Protocols', 'upgrade: h2c', 'connection: upgrade')],
    ['SSH', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ])('(%s) fails as unreachable, and is tried again', async (_, answer) => {
    const failed = await failures(clientOf(at(await answering(answer))));
    expect(failed).toMatchObject([
      { attempt: 1, willRetry: true, httpStatus: undefined, error: { code: 'unreachable' } },
      { attempt: 2, willRetry: true, httpStatus: undefined, error: { code: 'unreachable' } },
    ]);
  });
});
