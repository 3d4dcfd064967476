import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { awaitConnect, awaitJoin, clientMachine, interpret, join, push } from 'xstate-phoenix';
import { createPhoenix, inMemory, type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { startInspectorIn } from '../../inspector/src/inspector.ts';
import { type Browser, openBrowser } from '../browser/browser.ts';
import { bundle } from '../browser/bundle.ts';
import { echoServer } from '../testing/echo.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let browser: Browser;
let server: PhoenixServer;
let receiver: { readonly url: string; close(): void };
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  [browser, server, receiver] = await Promise.all([openBrowser(), startServer(echoServer()), serveReceiver()]);
});

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  receiver?.close();
});

/** The receiver of the package, on an origin of its own: it stands for the Stately inspector. */
async function serveReceiver() {
  const script = await bundle(`
    import { createBrowserReceiver } from '@statelyai/inspect';
    export const heard = [];
    // Once the frame has loaded: what is said before, createBrowserInspector does not hear.
    addEventListener('load', () => setTimeout(() => createBrowserReceiver().subscribe((event) => void heard.push(event))));
  `);
  const http = createServer(({ url }, response) => {
    const type = url === '/script' ? 'text/javascript' : 'text/html; charset=utf-8';
    response.setHeader('content-type', type);
    response.end(url === '/script' ? script : '<!doctype html><script src="/script"></script>');
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/inspect`,
    close() {
      http.close();
      http.closeAllConnections();
    },
  };
}

type Page = Awaited<ReturnType<Browser['openUrl']>>['page'];

/** What the receiver in a page's frame has been told. */
async function heardIn(page: Page): Promise<StatelyInspectionEvent[]> {
  const frame = page.frames().find((each) => each.url() === receiver.url);
  return frame ? frame.evaluate(() => Reflect.get(globalThis, 'script')?.heard ?? []) : [];
}

/** The charts there are, and the outermost state of each. */
function statesOf(heard: readonly StatelyInspectionEvent[]) {
  const values = new Map<string, unknown>();
  for (const event of heard)
    if (event.type === '@xstate.snapshot' && 'value' in event.snapshot)
      values.set(event.sessionId, outermost(event.snapshot.value));
  return heard.flatMap((event) =>
    event.type === '@xstate.actor' && event.definition?.includes('"states"')
      ? [[JSON.parse(event.definition).id, values.get(event.sessionId)] as const]
      : [],
  );
}

function outermost(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.keys(value)[0] : value;
}

/** A page with a client in it, and what shows it in a frame. */
function pageWith(inspector: string): string {
  return `
    import { awaitConnect, awaitJoin, clientMachine, interpret, join, push } from 'xstate-phoenix';
    import { createBrowserInspector } from '@statelyai/inspect';
    import { openInspector } from 'xstate-phoenix-inspector/browser';
    let room;
    export const say = () => push(room, 'ping', { body: 'SECRET' });
    export async function live(url, receiver) {
      const frame = document.body.appendChild(document.createElement('iframe'));
      ${inspector}
      const input = { url: url + '?q=SECRET', params: { user_id: 'SECRET' } };
      const client = interpret(clientMachine, { input, inspect }).start();
      await awaitConnect(client);
      room = join(client, 'echo:1', { params: { mine: 'SECRET' } });
      await awaitJoin(room);
    }
  `;
}

interface Live {
  live(url: string, receiver: string): Promise<void>;
  say(): Promise<unknown>;
}

describe('the browser inspector of Stately', () => {
  it('shows our charts as they are, in a page', async () => {
    const { page, call, errors } = await browser.openPage<Live>(
      pageWith('const { inspect } = createBrowserInspector({ iframe: frame, url: receiver });'),
    );
    await call('live', server.url, receiver.url);
    await vi.waitFor(async () =>
      expect(statesOf(await heardIn(page))).toEqual([
        ['client', 'connected'],
        ['page', 'lifecycle'],
        ['channel', 'joined'],
      ]),
    );
    expect(errors).toEqual([]);
  });

  it('tells no secret when it is fed by our inspector', async () => {
    const { page, call, errors } = await browser.openPage<Live>(
      pageWith(`const inspector = openInspector();
        const { inspect } = inspector;
        inspector.showInStately({ frame, url: receiver });`),
    );
    await call('live', server.url, receiver.url);
    await vi.waitFor(async () =>
      expect(statesOf(await heardIn(page))).toEqual([
        ['client', 'connected'],
        ['channel', 'joined'],
      ]),
    );
    await call('say');
    const typesOf = (events: readonly StatelyInspectionEvent[]) =>
      events.map((event) => event.type === '@xstate.event' && event.event.type);
    await vi.waitFor(async () => expect(typesOf(await heardIn(page))).toContain('channel.push'));
    const heard = await heardIn(page);
    expect(JSON.stringify(heard)).not.toContain('SECRET');
    const [client, channel] = heard.filter((event) => event.type === '@xstate.actor');
    expect(channel).toMatchObject({ name: 'echo:1', parentId: client?.sessionId, rootId: client?.sessionId });
    expect(errors).toEqual([]);
  });
});

describe('the page /stately of the inspector in Node', () => {
  async function start(stately: boolean) {
    const inspector = await startInspectorIn({ statelyUrl: receiver.url }, { stately });
    undo.push(() => inspector.stop());
    const { transport } = inMemory(createPhoenix(echoServer()));
    const input = { url: 'ws://server.test/socket', params: { user_id: 'SECRET' }, transport };
    const client = interpret(clientMachine, { input, inspect: inspector.inspect }).start();
    undo.push(() => client.stop());
    await awaitConnect(client);
    return { inspector, client, url: inspector.url.replace('/?', '/stately?') };
  }

  it('shows what is there and what comes, in a frame', async () => {
    const { client, url } = await start(true);
    const { page, errors } = await browser.openUrl(url);
    const room = join(client, 'echo:1', { params: { mine: 'SECRET' } });
    await awaitJoin(room);
    await push(room, 'ping', { body: 'SECRET' });
    await vi.waitFor(async () =>
      expect(statesOf(await heardIn(page))).toEqual([
        ['client', 'connected'],
        ['channel', 'joined'],
      ]),
    );
    expect(JSON.stringify(await heardIn(page))).not.toContain('SECRET');
    expect(errors).toEqual([]);
  });

  it('keeps its key to itself', async () => {
    const { url } = await start(true);
    const { page } = await browser.openUrl(url);
    await vi.waitFor(async () => expect(await heardIn(page)).not.toEqual([]));
    const frame = page.frames().find((each) => each.url() === receiver.url);
    expect(await frame?.evaluate(() => document.referrer)).toBe('');
    expect((await fetch(url.replace(/key=.*/, 'key=wrong'))).status).toBe(403);
  });

  it('is not there unless it is asked for', async () => {
    const { url } = await start(false);
    expect((await fetch(url)).status).toBe(404);
  });
});
