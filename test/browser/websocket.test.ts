import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { transportConformance } from '../transport/conformance.ts';
import { serveLoopback } from '../transport/loopback.ts';
import { type Browser, type OpenPage, openBrowser } from './browser.ts';
import { type Laws, lawsIn } from './laws.world.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let browser: Browser;
let laws: OpenPage<Laws>;

beforeAll(async () => {
  browser = await openBrowser();
  laws = await browser.openPage<Laws>('./laws.page.ts');
});

afterAll(() => browser?.close());

transportConformance('websocket() in Chromium', {
  ...lawsIn(() => laws, 'websocket'),
  serve: serveLoopback,
  can: { sendHeaders: false, tellHttpStatus: false, sendFrames: true },
});

describe('a page', () => {
  it('gets the transport of browsers by default', async () => {
    const { call } = await browser.openPage<{ isDefault(): boolean }>(`
      import { defaultTransport } from '#default-transport';
      import { websocket } from '../../src/transport/websocket.ts';
      export const isDefault = () => defaultTransport === websocket;
    `);
    expect(await call('isDefault')).toBe(true);
  });

  it('answers with what its script returns, and rejects with what it throws', async () => {
    const { call } = await browser.openPage<{ add(a: number, b: number): Promise<number>; fail(): void }>(`
      export const add = async (a: number, b: number) => a + b;
      export const fail = () => { throw new RangeError('out of range'); };
    `);
    expect(await call('add', 1, 2)).toBe(3);
    await expect(call('fail')).rejects.toMatchObject({ name: 'RangeError', message: 'out of range' });
  });

  it('does not open when its script fails', async () => {
    await expect(browser.openPage(`throw new Error('at load')`)).rejects.toThrow('at load');
  });

  it('had no error that nobody caught', () => {
    expect(laws.errors).toEqual([]);
  });
});
