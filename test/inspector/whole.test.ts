import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { awaitJoin, cast, clientMachine, disconnect, interpret, join, push } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { type InspectorOptions, startInspector } from 'xstate-phoenix-inspector';
import { type Browser, openBrowser } from '../browser/browser.ts';

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

/** A Phoenix, a client of it with a topic, an inspector, and its page in a browser: all of it real. */
async function watch(options: InspectorOptions = {}) {
  const server = await startServer({
    channels: {
      'room:*': {
        join: () => ({ ok: {} }),
        handleIn(event, payload) {
          if (event === 'crash') throw new Error('as asked');
          return { reply: ['ok', payload] };
        },
      },
    },
  });
  const inspector = await startInspector(options);
  // Slow enough that a person, or a test, sees what happens in between.
  const input = { url: server.url, jitter: 0, reconnectAfterMs: [1_500], rejoinAfterMs: [1_500] };
  const client = interpret(clientMachine, { input, inspect: inspector.inspect }).start();
  const room = join(client, 'room:lobby');
  await awaitJoin(room);
  undo.push(
    () => server.stop(),
    () => inspector.stop(),
    () => client.stop(),
  );
  return { server, inspector, client, room, ...(await look(inspector.url)) };
}

/** The page of an inspector, and the hosts it has asked for anything. */
async function look(url: string) {
  const { page, errors } = await browser.openUrl('about:blank');
  undo.push(() => page.close());
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).hostname));
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.getByText('Connected', { exact: true }).waitFor();
  return { page, errors, hosts };
}

/** The demo as a process, and the url of its inspector. */
function startDemo(): Promise<string> {
  const main = fileURLToPath(new URL('../../examples/demo/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=xstate-phoenix-source', '--import', 'tsx', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const [, url] = / inspector: (\S+)\n/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('close', () => reject(new Error('The demo has told no url.')));
  });
}

const isLit = (page: Page, state: string) => page.locator(`[data-state="${state}"][data-active=true]`).waitFor();
const choose = (page: Page, name: string) => page.getByRole('treeitem', { name }).click();

describe('the inspector', () => {
  it('shows the demo: its topics, a drop, a crash, and both recoveries', async () => {
    const { page, errors, hosts } = await look(await startDemo());
    for (const topic of ['room:lobby', 'club:velvet', 'ticker:clock'])
      await page.getByRole('treeitem', { name: topic }).waitFor();
    await choose(page, 'client');
    await isLit(page, 'client.reconnect-waiting');
    await isLit(page, 'client.connected');
    await choose(page, 'room:lobby');
    await isLit(page, 'channel.rejoin-waiting.backoff');
    await isLit(page, 'channel.joined');
    expect([...hosts]).toEqual(['127.0.0.1']);
    expect(errors).toEqual([]);
  });

  it('shows a connection lost and found again, on the chart of the client', async () => {
    const { server, page, errors } = await watch();
    await choose(page, 'client');
    await isLit(page, 'client.connected');
    server.dropConnections();
    await isLit(page, 'client.reconnect-waiting');
    await isLit(page, 'client.connected');
    expect(errors).toEqual([]);
  });

  it('shows a crash on the chart of its topic, and in the tree', async () => {
    const { room, page } = await watch();
    await choose(page, 'room:lobby');
    await isLit(page, 'channel.joined');
    cast(room, 'crash');
    await isLit(page, 'channel.rejoin-waiting');
    await page.getByRole('timer').waitFor();
    await isLit(page, 'channel.joined');
  });

  it('shows the frames that pass, and none of what they carry', async () => {
    const { room, page } = await watch();
    await push(room, 'ping', { secret: 'SECRET' });
    await page.locator('[role=option]', { hasText: 'ping' }).first().waitFor();
    expect(await page.content()).not.toContain('SECRET');
  });

  it('obeys a command where control is allowed', async () => {
    const { client, page } = await watch({ control: true });
    await choose(page, 'client');
    await page.getByRole('button', { name: 'client.disconnect' }).click();
    const send = page.getByRole('button', { name: 'Send' });
    if (await send.isEnabled()) await send.click();
    await isLit(page, 'client.disconnected');
    expect(client.getSnapshot().value).toBe('disconnected');
  });

  it('is found again by a page that was open while the service restarted', async () => {
    const key = 'a-key-that-stays-the-same';
    const { inspector, client, server, page } = await watch({ key });
    await choose(page, 'client');
    await isLit(page, 'client.connected');
    client.stop();
    await inspector.stop();
    const again = await startInspector({ key, port: Number(new URL(inspector.url).port) });
    const next = interpret(clientMachine, { input: { url: server.url }, inspect: again.inspect }).start();
    undo.push(
      () => again.stop(),
      () => next.stop(),
    );
    join(next, 'room:after');
    await page.getByRole('treeitem', { name: 'room:after' }).waitFor();
    await choose(page, 'client');
    await isLit(page, 'client.connected');
  });

  it('opens what it has recorded, when the service is gone', async () => {
    const { client, inspector, page } = await watch();
    // The page has all its code once it has drawn a chart; from then on it needs nobody.
    await isLit(page, 'client.connected');
    await disconnect(client);
    const file = inspector.recording();
    await inspector.stop();
    await page.getByLabel('Recording to import').setInputFiles({
      name: 'recording.ndjson',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(file),
    });
    await page.getByText('Showing the recording recording.ndjson.').waitFor();
    await choose(page, 'client');
    await isLit(page, 'client.disconnected');
  });
});
