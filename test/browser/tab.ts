import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { unpackChromium } from './chromium.ts';

/**
 * The only tab of a Chromium, without Playwright: that keeps its pages visible, awake and unthrottled, so nothing of the
 * lifecycle of a page would be seen.
 */
export interface Tab {
  /** Sends a command of the DevTools protocol. */
  send(method: string, params?: object): Promise<unknown>;
  /** The value of an expression in the page, which may be a promise. Waits as long as the page is frozen. */
  evaluate<T>(expression: string): Promise<T>;
  /** Goes to a url, and waits until the page is loaded. */
  goto(url: string): Promise<void>;
  /** Hides the page, as another tab in front of it does. It is frozen for a moment. */
  hide(): Promise<void>;
  /** Freezes the page, which hides it. */
  freeze(): Promise<void>;
  /** Lets a frozen page go on. It stays hidden. */
  thaw(): Promise<void>;
  show(): Promise<void>;
  isOffline(is: boolean): Promise<void>;
  close(): Promise<void>;
}

const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0'];

export async function openTab(): Promise<Tab> {
  const { executablePath, env } = await unpackChromium();
  const profile = await mkdtemp(join(tmpdir(), 'xstate-phoenix-tab-'));
  const child = spawn(executablePath, [...args, `--user-data-dir=${profile}`, 'about:blank'], {
    env: { ...process.env, ...env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill();
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await connect(child)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(child: ChildProcess): Promise<Omit<Tab, 'close'>> {
  const socket = new WebSocket(await urlOfTab(await portOf(child)));
  await once(socket, 'open');
  const waits = new Map<number, (answer: { result?: unknown; error?: { message: string } }) => void>();
  const loads = new Set<() => void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    waits.get(message.id)?.(message);
    waits.delete(message.id);
    if (message.method === 'Page.loadEventFired') for (const loaded of loads) loaded();
  });
  let lastId = 0;
  const send = async (method: string, params: object = {}): Promise<unknown> => {
    lastId += 1;
    const answered = new Promise<{ result?: unknown; error?: { message: string } }>((resolve) => {
      waits.set(lastId, resolve);
    });
    socket.send(JSON.stringify({ id: lastId, method, params }));
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  await send('Page.enable');
  await send('Network.enable');
  const lives = (state: 'frozen' | 'active') => send('Page.setWebLifecycleState', { state }).then(() => {});
  /** A page that was hidden stays so but for this. */
  const isSeen = (enabled: boolean) => send('Emulation.setFocusEmulationEnabled', { enabled }).then(() => {});
  return {
    send,
    async evaluate<T>(expression: string) {
      const options = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = (await send('Runtime.evaluate', options)) as {
        result: { value: T };
        exceptionDetails?: { exception?: { description?: string } };
      };
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
      return result.value;
    },
    async goto(url) {
      const loaded = new Promise<void>((resolve) => loads.add(resolve));
      await send('Page.navigate', { url });
      await loaded;
      loads.clear();
    },
    async hide() {
      await isSeen(false);
      await lives('frozen');
      await lives('active');
    },
    async freeze() {
      await isSeen(false);
      await lives('frozen');
    },
    thaw: () => lives('active'),
    show: () => isSeen(true),
    isOffline: (offline) =>
      send('Network.emulateNetworkConditions', {
        offline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      }).then(() => {}),
  };
}

function portOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    stderr?.on('data', (data) => {
      said += String(data);
      const port = /ws:\/\/[^/]+:(\d+)\//.exec(said)?.[1];
      if (port) resolve(port);
    });
    stderr?.once('close', () => reject(new Error(`Chromium did not start: ${said}`)));
  });
}

async function urlOfTab(port: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const targets = (await response.json()) as { type: string; webSocketDebuggerUrl: string }[];
  const tab = targets.find(({ type }) => type === 'page');
  if (!tab) throw new Error('Chromium has no tab.');
  return tab.webSocketDebuggerUrl;
}
