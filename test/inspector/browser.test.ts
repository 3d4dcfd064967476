import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, openBrowser } from '../browser/browser.ts';
import { root } from '../support/blocks.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const started: ChildProcess[] = [];
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

afterAll(() => browser?.close());

/** The example `inspector-browser`, as its README says; returns where its page is. */
async function startExample(): Promise<string> {
  const main = ['--conditions=xstate-phoenix-source', '--import', 'tsx', 'examples/inspector-browser/main.ts'];
  const child = spawn(process.execPath, main, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error(`It has ended with ${await once(child, 'close')}.`);
}

describe('the inspector in a page', () => {
  it('shows the client of the page in a frame, without a server of its own', async () => {
    const { page, errors } = await browser.openUrl(await startExample());
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    const view = page.frameLocator('iframe');
    const actor = (name: string) => view.getByRole('treeitem', { name: new RegExp(name) });

    await vi.waitFor(async () => expect(await page.textContent('#state')).toBe('connected'), 10_000);
    for (const name of ['client', 'room:lobby', 'room:garden']) await actor(name).first().waitFor();
    expect(await actor('room:lobby').textContent()).toContain('joined');

    await page.fill('#words', 'SECRET');
    await page.press('#words', 'Enter');
    await page.locator('#said li', { hasText: 'SECRET' }).waitFor();

    await page.click('#crash');
    await vi.waitFor(async () => expect(await actor('room:lobby').textContent()).not.toContain('joined'), 10_000);
    await vi.waitFor(async () => expect(await actor('room:lobby').textContent()).toContain('joined'), 10_000);
    expect(await view.locator('body').textContent()).toContain('channel.crashed');
    expect(await view.locator('body').textContent()).not.toContain('SECRET');
    expect([errors, complaints]).toEqual([[], []]);
  });

  it('shows it again in a frame that is loaded anew', async () => {
    const { page } = await browser.openUrl(await startExample());
    const lobby = page.frameLocator('iframe').getByRole('treeitem', { name: /room:lobby/ });
    await lobby.waitFor();
    const loaded = page.waitForEvent('framenavigated');
    await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.location.reload());
    await loaded;
    await lobby.waitFor();
    await vi.waitFor(async () => expect(await lobby.textContent()).toContain('joined'), 10_000);
  });
});
