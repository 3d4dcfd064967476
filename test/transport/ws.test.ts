import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientOptions } from 'ws';
import { ws } from '../../src/transport/ws.ts';
import { transportConformance } from './conformance.ts';
import { dialBy } from './dial.ts';
import { freeze } from './frozen.ts';
import { closes } from './lab.ts';
import { Log } from './log.ts';
import { type Loopback, type LoopbackPeer, serveLoopback } from './loopback.ts';
import type { Heard, Server } from './world.ts';

transportConformance('ws()', {
  dial: dialBy(ws()),
  serve: serveLoopback,
  freeze,
  can: { sendHeaders: true, tellHttpStatus: true, sendFrames: true },
});

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(loopback: Loopback = {}, manners = {}): Promise<Server<LoopbackPeer>> {
  const server = await serveLoopback(manners, loopback);
  servers.push(server);
  return server;
}

const read = (name: string) => readFileSync(new URL(`./fixtures/${name}.pem`, import.meta.url));
const tls = () => createServer({ key: read('key'), cert: read('certificate') });
const closeOf = (heard: readonly Heard[]) => closes(heard)[0];

describe('text that is not UTF-8', () => {
  const bad = Buffer.from([0x68, 0xff, 0xfe]);

  it.each([
    ['plain', {}],
    ['compressed', { perMessageDeflate: { threshold: 0 } }],
  ])('costs ws() one message and not the connection (%s)', async (_, options) => {
    const { url, accept } = await serve({ options });
    const attempt = await dialBy(ws())({ url });
    const { websocket } = await accept();
    websocket.send(bad, { binary: false });
    websocket.send('next');
    const heard = await attempt.until('received');
    expect(heard.slice(1)).toEqual([
      { type: 'unreadable', why: 'A text frame is not UTF-8.' },
      { type: 'received', data: 'next' },
    ]);
  });

  it('ends the connection where the options ask for that', async () => {
    const { url, accept } = await serve();
    const attempt = await dialBy(ws({ skipUTF8Validation: false }))({ url });
    const { websocket } = await accept();
    websocket.send(bad, { binary: false });
    expect(closeOf(await attempt.until('closed'))?.error).toMatchObject({ code: 'WS_ERR_INVALID_UTF8' });
  });
});

describe('the upgrade of ws()', () => {
  it('tells the headers of its response', async () => {
    const { url } = await serve();
    const attempt = await dialBy(ws())({ url, protocols: ['phoenix'] });
    const [opened] = await attempt.until('opened');
    expect(opened).toMatchObject({ headers: { upgrade: 'websocket', 'sec-websocket-protocol': 'phoenix' } });
  });

  it('says what went wrong below it', async () => {
    const { url, close } = await serve();
    await close();
    servers.pop();
    const attempt = await dialBy(ws())({ url });
    expect(closeOf(await attempt.until('closed'))?.error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('sends the headers of the options too, but those of the request win', async () => {
    const { url, accept } = await serve();
    await dialBy(ws({ headers: { 'X-One': 'options', 'x-two': 'options' } }))({ url, headers: { 'x-one': 'request' } });
    expect((await accept()).headers).toMatchObject({ 'x-one': 'request', 'x-two': 'options' });
  });

  it('is refused as a configuration where a header can not be sent, and the value is not quoted', async () => {
    const { url } = await serve();
    const attempt = await dialBy(ws())({ url, headers: { authorization: 'hunter2\n' } });
    const error = closeOf(await attempt.until('closed'))?.error;
    expect(error).toHaveProperty('name', 'ConfigurationError');
    expect(inspect(error)).not.toContain('hunter2');
  });
});

describe('the options of ws()', () => {
  async function firstOf(options: ClientOptions): Promise<Heard | undefined> {
    const { url } = await serve({ http: tls() });
    const attempt = await dialBy(ws(options))({ url });
    return (await Promise.race([attempt.until('opened'), attempt.until('closed')]))[0];
  }

  it.each([
    ['hold the certificate to trust', { ca: read('certificate') }],
    ['trust any certificate', { rejectUnauthorized: false }],
  ])('may %s', async (_, options) => {
    expect(await firstOf(options)).toHaveProperty('type', 'opened');
  });

  it('trust no self-signed certificate by default', async () => {
    expect(await firstOf({})).toMatchObject({
      type: 'closed',
      close: { code: 1006, error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
    });
  });

  it('may turn compression off', async () => {
    const { url, accept } = await serve();
    await dialBy(ws())({ url });
    expect((await accept()).headers['sec-websocket-extensions']).toContain('permessage-deflate');
    await dialBy(ws({ perMessageDeflate: false }))({ url });
    expect((await accept()).headers['sec-websocket-extensions']).toBeUndefined();
  });

  it('may limit the size of a message', async () => {
    const { url, accept } = await serve();
    const attempt = await dialBy(ws({ maxPayload: 10 }))({ url });
    const peer = await accept();
    peer.send('0123456789');
    await attempt.until('received');
    peer.send('01234567890');
    expect(await peer.closed).toMatchObject({ code: 1009 });
    const heard = await attempt.until('closed');
    expect(heard.map(({ type }) => type)).toEqual(['opened', 'received', 'closed']);
    expect(closeOf(heard)?.error).toMatchObject({ code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
  });
});

describe('the bufferedAmount of ws()', () => {
  it('is nothing before it opens, and grows when the server does not read', async () => {
    const { url } = await serve({}, { silent: 'after-upgrade' });
    const opened = new Log<'opened'>();
    const sink = { opened: () => opened.add('opened'), received() {}, unreadable() {}, closed() {} };
    const transport = ws({ perMessageDeflate: false })({ url, protocols: [], headers: {} }, sink);
    expect(transport.bufferedAmount).toBe(0);
    await opened.take();
    transport.send(new ArrayBuffer(20_000_000));
    expect(transport.bufferedAmount).toBeGreaterThan(1_000_000);
  });
});
