import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const main = fileURLToPath(new URL('../../examples/browser-chat/main.ts', import.meta.url));
let browser: Browser;
let program: ChildProcess;
let url = '';

beforeAll(async () => {
  program = spawn(process.execPath, ['--conditions=xstate-phoenix-source', '--import', 'tsx', main]);
  const printed = once(program.stdout ?? program, 'data').then(([data]) => String(data));
  [browser, url] = await Promise.all([openBrowser(), printed.then((line) => /http\S+/.exec(line)?.[0] ?? '')]);
});

afterAll(async () => {
  await browser?.close();
  program?.kill('SIGTERM');
  await once(program, 'close');
});

async function chat(): Promise<Page> {
  const { page } = await browser.openUrl(url);
  await page.getByText('You are online').waitFor();
  return page;
}

const lobby = (page: Page) => page.locator('section').first();
const say = async (page: Page, words: string) => {
  await lobby(page).getByRole('textbox').fill(words);
  await lobby(page).getByRole('button').click();
};

describe('the chat in a page', () => {
  it('shows who is there, and what they say', async () => {
    const [ana, bo] = [await chat(), await chat()];
    const name = (await bo.locator('#me').textContent()) ?? '';
    await lobby(ana).locator('aside').getByText(name).waitFor();
    await say(bo, 'hello');
    await lobby(ana).locator('ol').getByText(`${name} hello`).waitFor();
    await bo.close();
    await lobby(ana).locator('aside').getByText(name).waitFor({ state: 'detached' });
  });

  it('comes back when the connection is cut, and polls while no WebSocket gets through', async () => {
    const page = await chat();
    await page.getByText('by a WebSocket').waitFor();
    await page.getByLabel('Let no WebSocket through').check();
    await page.reload();
    await page.getByText('by long polling').waitFor();
    await say(page, 'still here');
    await lobby(page).locator('ol').getByText('still here').waitFor();
    await page.getByRole('button', { name: 'Cut the connection' }).click();
    await page.getByText('You are online').waitFor();
    await page.evaluate(() => fetch('/websockets/accept', { method: 'POST' }));
    await page.getByText('by a WebSocket').waitFor({ timeout: 40_000 });
    await say(page, 'and again');
    await lobby(page).locator('ol').getByText('and again').waitFor();
    expect(await page.locator('section[data-state=joined]').count()).toBe(2);
  });
});
