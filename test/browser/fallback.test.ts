import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';
import { type Browser, openBrowser } from './browser.ts';
import { type Network, startNetwork } from './network.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let server: PhoenixServer;
let network: Network;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer(echoServer())]);
});
beforeEach(async () => {
  network = await startNetwork(server.port);
});
afterEach(() => network.close());
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const open = () => browser.openPage<typeof import('./fallback.page.ts')>("export * from './fallback.page.ts';");
const patient = { afterMs: 20_000, probeMs: 3_600_000 };
const answered = (body: string, name: string, why: string) => ({ response: { body }, name, why });

describe('fallback() in Chromium', () => {
  it('uses the WebSocket where the network lets it through', async () => {
    const { call } = await open();
    await call('start', network.url, patient);
    expect(await call('ask', 'hello')).toEqual(answered('hello', 'websocket', 'preferred'));
  });

  it('polls where the network refuses WebSockets, and remembers that for the next page of the site', async () => {
    network.manner = 'refuse';
    const { page, call } = await open();
    await call('start', network.url, patient);
    expect(await call('ask', 'hello')).toEqual(answered('hello', 'longpoll', 'unopened'));
    expect(network.upgrades).toBe(1);
    await page.reload();
    await call('start', network.url, patient);
    expect(await call('ask', 'again')).toEqual(answered('again', 'longpoll', 'remembered'));
    expect(network.upgrades).toBe(1);
  });

  it('polls where the network swallows the frames of WebSockets', async () => {
    network.manner = 'swallow';
    const { call } = await open();
    await call('start', network.url, { afterMs: 200, probeMs: 3_600_000 });
    expect(await call('ask', 'hello')).toEqual(answered('hello', 'longpoll', 'unanswered'));
  });

  it('moves to the WebSocket when the network recovers, and loses no topic', async () => {
    network.manner = 'refuse';
    const { call } = await open();
    await call('start', network.url, { afterMs: 20_000, probeMs: 100 });
    expect(await call('ask', 'hello')).toEqual(answered('hello', 'longpoll', 'unopened'));
    network.manner = 'pass';
    await call('comesTo', 'websocket');
    expect(await call('ask', 'again')).toEqual(answered('again', 'websocket', 'preferred'));
    expect(await call('losses')).toEqual(['outdated']);
  });
});
