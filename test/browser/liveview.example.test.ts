import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const main = fileURLToPath(new URL('../../examples/liveview/main.ts', import.meta.url));
let browser: Browser;
let program: ChildProcess;
let url = '';

beforeAll(async () => {
  const child = spawn(process.execPath, ['--conditions=xstate-phoenix-source', '--import', 'tsx', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  program = child;
  browser = await openBrowser();
  for await (const line of createInterface({ input: child.stdout })) {
    url = /http:\S+/.exec(line)?.[0] ?? '';
    if (url) break;
  }
});

afterAll(async () => {
  await browser?.close();
  program?.kill('SIGTERM');
  await once(program, 'close');
});

async function openView() {
  const { page, errors } = await browser.openUrl(url);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.locator('[data-phx-main].phx-connected').waitFor();
  const topic = page.frameLocator('iframe').getByRole('treeitem', { name: /lv:phx-counter/ });
  return { page, errors, said, topic };
}

describe('LiveView with the inspector beside it', () => {
  it('counts what is clicked, shows it in other windows, and answers a form', async () => {
    const [ana, bo] = [await openView(), await openView()];
    await ana.page.click('#add');
    await ana.page.locator('#count', { hasText: /^1$/ }).waitFor();
    await bo.page.locator('#count', { hasText: /^1$/ }).waitFor();
    await bo.page.click('#take');
    await ana.page.locator('#count', { hasText: /^0$/ }).waitFor();

    await ana.page.fill('#name', ' ');
    await ana.page.getByText('Who are you?').waitFor();
    await ana.page.fill('#name', '<Ana>');
    await ana.page.click('#greet');
    await ana.page.getByText('Hello <Ana>!').waitFor();
    expect([ana.errors, ana.said, bo.errors, bo.said]).toEqual([[], [], [], []]);
  });

  it('shows the chart of its topic, through a crash and a loss', async () => {
    const { page, errors, topic } = await openView();
    const view = page.frameLocator('iframe');
    await topic.waitFor();
    await vi.waitFor(async () => expect(await topic.textContent()).toContain('joined'), 10_000);
    await topic.click();
    await view.locator('[data-state="channel.joined"][data-active=true]').waitFor();

    await page.click('#crash');
    await view.locator('[data-state^="channel.rejoin-waiting"][data-active=true]').first().waitFor();
    await vi.waitFor(async () => expect(await topic.textContent()).toContain('joined'), 10_000);
    await page.click('#cut');
    await view.getByText('connection.lost').first().waitFor();
    await page.locator('[data-phx-main].phx-connected').waitFor();
    await vi.waitFor(async () => expect(await topic.textContent()).toContain('joined'), 10_000);
    await page.getByText('Who are you?').waitFor({ state: 'detached' });
    await page.click('#add');
    await page.locator('#count', { hasText: /^1$/ }).waitFor();
    expect(errors).toEqual([]);
  });
});
