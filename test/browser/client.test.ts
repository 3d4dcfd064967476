import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { lived } from '../e2e/flow.ts';
import { echoServer } from '../testing/echo.ts';
import { type Browser, openBrowser } from './browser.ts';
import { bundle } from './bundle.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let browser: Browser;
let server: PhoenixServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer(echoServer())]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe('a client in Chromium', () => {
  it('lives through pushes, crashes and drops over the WebSocket of the page', async () => {
    const page = await browser.openPage<typeof import('../e2e/flow.ts')>("export { live } from '../e2e/flow.ts';");
    expect(await page.call('live', server.url)).toEqual(lived);
    expect(page.errors).toEqual([]);
    expect(server.connections).toBe(0);
  });

  it('lives in a worker as well', async () => {
    const worker = await bundle(`
      import { live } from '../e2e/flow.ts';
      addEventListener('message', ({ data }) => live(data).then(postMessage, (error) => postMessage(String(error))));
    `);
    const page = await browser.openPage<{ ask(worker: string, url: string): Promise<unknown> }>(`
      export const ask = (text: string, url: string) => new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([text])));
        worker.addEventListener('message', ({ data }) => resolve(data));
        worker.addEventListener('error', ({ message }) => reject(new Error(message)));
        worker.postMessage(url);
      });
    `);
    expect(await page.call('ask', worker, server.url)).toEqual(lived);
  });
});
