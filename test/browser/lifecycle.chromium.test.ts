import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { workerScript } from 'xstate-phoenix/browser';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';
import { bundle } from './bundle.ts';
import { type Files, serveFiles } from './files.ts';
import { openTab, type Tab } from './tab.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Look {
  readonly client: unknown;
  readonly connections: number;
  readonly reason: string | null;
  readonly error: string | undefined;
  readonly room: unknown;
  readonly told: readonly string[];
  readonly ticks: number;
  readonly problems: readonly string[];
}

let tab: Tab;
let server: PhoenixServer;
let files: Files;
let strict: Files;

beforeAll(async () => {
  const modules = { 'script.js': await bundle('./lifecycle.page.ts'), 'timers.js': workerScript };
  const page = (head: string) =>
    `<!doctype html>${head}<link rel="icon" href="data:,"><script src="/script.js"></script>`;
  [tab, server, files, strict] = await Promise.all([
    openTab(),
    startServer(echoServer()),
    serveFiles(page(''), modules),
    serveFiles(page(`<meta http-equiv="content-security-policy" content="worker-src 'self'">`), modules),
  ]);
});

beforeEach(() => tab.goto(files.url));

afterEach(async () => {
  await tab.isOffline(false);
  await tab.show();
});

afterAll(async () => {
  await tab?.close();
  await server?.stop();
  files?.stop();
  strict?.stop();
});

const live = (settings: object = {}) =>
  tab.evaluate(`script.live(${JSON.stringify(server.url)}, ${JSON.stringify(settings)})`);
const begin = (settings: object = {}, url = server.url) =>
  tab.evaluate(`script.begin(${JSON.stringify(url)}, ${JSON.stringify(settings)})`);
const look = async (): Promise<Look> => JSON.parse(await tab.evaluate('script.look()'));
const until = (check: (look: Look) => void) =>
  vi.waitFor(async () => check(await look()), { timeout: 30_000, interval: 50 });
const backAndJoined = (connections: number) =>
  until((seen) => expect(seen).toMatchObject({ client: ['connected', {}], room: 'joined', connections }));
const says = (type: string, details: object) =>
  tab.evaluate(`dispatchEvent(new PageTransitionEvent(${JSON.stringify(type)}, ${JSON.stringify(details)}))`);

describe('a page in Chromium', () => {
  it('that is offline waits for the network, and is joined again as soon as that is back', async () => {
    await live();
    await tab.isOffline(true);
    server.dropConnections();
    await until((seen) => expect(seen.client).toEqual(['reconnect-waiting', 'paused']));
    await tab.isOffline(false);
    await backAndJoined(2);
    expect((await look()).told).toEqual(expect.arrayContaining(['network.offline', 'network.online']));
  });

  it('that was frozen is checked when it wakes, and is joined again if its connection has died', async () => {
    await live();
    await tab.freeze();
    server.dropConnections();
    await tab.thaw();
    await backAndJoined(2);
    const { told } = await look();
    expect(told.filter((type) => type.startsWith('page'))).toEqual(['page.visible', 'page.frozen', 'page.resumed']);
  });

  it('that was frozen and is seen again keeps a connection that is alive', async () => {
    await live();
    await tab.freeze();
    await tab.thaw();
    await tab.show();
    await until(({ told }) => expect(told.at(-1)).toBe('page.visible'));
    await until(({ ticks }) => expect(ticks).toBeGreaterThan(0));
    expect(await look()).toMatchObject({ client: ['connected', {}], room: 'joined', connections: 1 });
  });

  it('that is hidden replaces a lost connection all the same by default', async () => {
    await live();
    await tab.hide();
    server.dropConnections();
    await backAndJoined(2);
    expect(await tab.evaluate('document.visibilityState')).toBe('hidden');
  });

  it("that is hidden waits until it is seen, with whenHidden 'pause'", async () => {
    await live({ whenHidden: 'pause' });
    await tab.hide();
    server.dropConnections();
    await until((seen) => expect(seen.client).toEqual(['reconnect-waiting', 'paused']));
    await tab.show();
    await backAndJoined(2);
  });

  it('that is hidden for long closes its connection, and is back when it is seen', async () => {
    await live({ whenHidden: { disconnectAfterMs: 100 } });
    await tab.hide();
    await until((seen) => expect(seen.client).toEqual(['reconnect-waiting', 'suspended']));
    await vi.waitFor(() => expect(server.connections).toBe(0), { timeout: 30_000 });
    await tab.show();
    await backAndJoined(2);
  });

  it('that goes to the back-forward cache holds no connection, and is joined again when it is back', async () => {
    await live();
    await says('pagehide', { persisted: true });
    expect((await look()).client).toEqual(['reconnect-waiting', 'suspended']);
    await vi.waitFor(() => expect(server.connections).toBe(0), { timeout: 30_000 });
    await says('pageshow', { persisted: true });
    await backAndJoined(2);
  });

  it('that is left closes its connection', async () => {
    await live();
    expect(server.connections).toBe(1);
    await tab.goto('about:blank');
    await vi.waitFor(() => expect(server.connections).toBe(0), { timeout: 30_000 });
  });

  it('is joined again after a restart of the service, hidden or not', async () => {
    const { port } = server;
    await live({ whenHidden: { disconnectAfterMs: 600_000 } });
    await tab.hide();
    await server.stop();
    await until((seen) => expect(seen.client).toEqual(['reconnect-waiting', 'backoff']));
    server = await startServer({ ...echoServer(), port });
    await tab.show();
    await backAndJoined(2);
  });

  it('that has no topic for a while is disconnected, and is back with the next one', async () => {
    await begin({ input: { idleDisconnectMs: 200 } });
    await until((seen) => expect(seen).toMatchObject({ client: 'disconnected', reason: 'idle', connections: 1 }));
    await vi.waitFor(() => expect(server.connections).toBe(0), { timeout: 30_000 });
    await tab.evaluate(`script.joins('echo:lobby')`);
    await backAndJoined(2);
  });
});

describe('the timers of a hidden page in Chromium', () => {
  const often = { heartbeatIntervalMs: 40 };
  const beats = async (ms: number) => {
    const before = (await look()).ticks;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return (await look()).ticks - before;
  };

  it('are on time in a worker, where those of the page are throttled', async () => {
    await live({ worker: true, input: often });
    await tab.hide();
    await until(({ ticks }) => expect(ticks).toBeGreaterThan(5));
    const inWorker = await beats(3_000);
    await tab.evaluate('script.ends()');
    await tab.show();
    await live({ input: often });
    await tab.hide();
    const inPage = await beats(3_000);
    // Chromium fires the timers of a hidden page once in a second.
    expect(inPage).toBeLessThanOrEqual(5);
    expect(inWorker).toBeGreaterThan(2 * inPage);
  });

  it('are those of the page where its policy allows no worker of a blob, and it is told so once', async () => {
    await tab.goto(strict.url);
    await live({ worker: true, input: often });
    await until(({ ticks, problems }) => {
      expect(ticks).toBeGreaterThan(5);
      expect(problems).toEqual(['no worker']);
    });
  });

  it('are in a worker under such a policy, if that has a url of its own', async () => {
    await tab.goto(strict.url);
    await live({ worker: '/timers.js', input: often });
    await tab.hide();
    await until(({ ticks }) => expect(ticks).toBeGreaterThan(5));
    expect((await look()).problems).toEqual([]);
    expect(await beats(3_000)).toBeGreaterThan(10);
  });
});

describe('a refused handshake in Chromium', () => {
  const script = async () => {
    await tab.goto(`http://127.0.0.1:${server.port}/`);
    await tab.evaluate(await bundle('./lifecycle.page.ts').then((text) => `${text};globalThis.script = script;1`));
  };

  it('is told from a network that is down, by a probe', async () => {
    await script();
    await begin({ input: { params: { token: 'reject' } } });
    await until((seen) => expect(seen).toMatchObject({ client: 'failed', error: 'unauthorized' }));
  });

  it('is tried again where nobody answers', async () => {
    await script();
    await begin({ input: { reconnectAfterMs: [60_000] } }, 'ws://127.0.0.1:9/socket');
    await until((seen) =>
      expect(seen).toMatchObject({ client: ['reconnect-waiting', 'backoff'], error: 'unreachable' }),
    );
  });
});
