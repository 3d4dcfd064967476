import { readFileSync } from 'node:fs';
import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  awaitConnect,
  type ClientEmitted,
  type ClientRef,
  type ConnectError,
  clientMachine,
  interpret,
  join,
  push,
  responseHeaders,
  ws,
} from 'xstate-phoenix';
import { type PhoenixServer, type ServerOptions, startServer } from 'xstate-phoenix/testing';
import { live, lived } from '../e2e/flow.ts';
import { echoServer } from '../testing/echo.ts';

const read = (name: string) => readFileSync(new URL(`./fixtures/${name}.pem`, import.meta.url));
const ca = read('certificate');
const tls = { key: read('key'), cert: ca };

const servers: PhoenixServer[] = [];
const clients: ClientRef[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(options: Partial<ServerOptions> = {}): Promise<PhoenixServer> {
  const server = await startServer({ ...echoServer(), ...options });
  servers.push(server);
  return server;
}

function dial(url: string, options: Parameters<typeof ws>[0] = {}): ClientRef {
  const client = interpret(clientMachine, { input: { url, reconnectAfterMs: [1], transport: ws(options) } });
  clients.push(client);
  return client;
}

function start(client: ClientRef): ClientRef {
  client.start();
  return client;
}

type Failed = Extract<ClientEmitted, { type: 'connect.failed' }>;

/** The first `count` failures of a client that is started for it. */
function failures(client: ClientRef, count: number): Promise<readonly Failed[]> {
  return new Promise((resolve) => {
    const heard: Failed[] = [];
    client.on('connect.failed', (failed) => {
      if (heard.push(failed) === count) resolve(heard);
    });
    client.start();
  });
}

describe('a client of a server that speaks TLS', () => {
  it('lives a whole life where it knows the certificate', async () => {
    const { url } = await serve({ tls });
    expect(url).toMatch(/^wss:/);
    expect(await live(url, { transport: ws({ ca }) })).toEqual(lived);
  });

  it('may dial https as well, and by another of its names', async () => {
    const { port } = await serve({ tls });
    const client = start(dial(`https://localhost:${port}/socket`, { ca }));
    await awaitConnect(client);
    expect(responseHeaders(client)).toMatchObject({ upgrade: 'websocket' });
  });

  const causes: [string, Parameters<typeof ws>[0], string][] = [
    ['it does not know the certificate', {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'the certificate is for another name',
      { ca, ...{ servername: 'elsewhere.test' } },
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ];

  it.each(causes)('is unreachable where %s, and tries again', async (_, options, code) => {
    const server = await serve({ tls });
    const [first, second] = await failures(dial(server.url, options), 2);
    const error: Partial<ConnectError> = { name: 'ConnectError', code: 'unreachable', cause: { code } };
    expect(first).toMatchObject({ attempt: 1, willRetry: true, error });
    expect(second).toMatchObject({ attempt: 2, willRetry: true, error });
    expect(server.connections).toBe(0);
  });

  it('is unreachable where only one of the two speaks TLS, and tries again', async () => {
    const [plain, secure] = [await serve(), await serve({ tls })];
    for (const url of [plain.url.replace('ws:', 'wss:'), secure.url.replace('wss:', 'ws:')])
      expect(await failures(dial(url, { ca }), 1)).toMatchObject([{ willRetry: true, error: { code: 'unreachable' } }]);
  });
});

describe('a server that speaks TLS', () => {
  it('stops although somebody never finished the handshake', async () => {
    const server = await serve({ tls });
    const silent = connectTcp({ port: server.port, host: '127.0.0.1' });
    const cut = new Promise((resolve) => silent.once('close', resolve));
    await new Promise((resolve) => silent.once('connect', resolve));
    await server.stop();
    await cut;
  });
});

describe('compression', () => {
  /** What both sides agreed on, and the bytes that a large question and its answer took. */
  async function converse(compress: boolean, perMessageDeflate: boolean) {
    const { url } = await serve({ compress });
    let socket: Socket | undefined;
    const createConnection = (options: NetConnectOpts) => {
      socket = connectTcp(options);
      return socket;
    };
    const client = start(dial(url, { perMessageDeflate, createConnection: createConnection as never }));
    const text = 'abcdefghij'.repeat(10_000);
    expect(await push(join(client, 'echo:a'), 'ping', { text })).toEqual({ text });
    return {
      agreed: responseHeaders(client)['sec-websocket-extensions'],
      bytes: [socket?.bytesWritten ?? 0, socket?.bytesRead ?? 0],
    };
  }

  it('is agreed on in the upgrade, and makes large frames small on the wire, both ways', async () => {
    const { agreed, bytes } = await converse(true, true);
    expect(agreed).toContain('permessage-deflate');
    expect(Math.max(...bytes)).toBeLessThan(5_000);
  });

  it.each([
    [true, false],
    [false, true],
  ])('is not where only one side wants it', async (compress, perMessageDeflate) => {
    const { agreed, bytes } = await converse(compress, perMessageDeflate);
    expect(agreed).toBeUndefined();
    expect(Math.min(...bytes)).toBeGreaterThan(100_000);
  });
});
