import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser } from '../test/browser/browser.ts';

/** Takes the picture of examples/browser-chat: two people talk, and the connection of one is cut. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const program = spawn(process.execPath, [
  '--conditions=xstate-phoenix-source',
  '--import',
  'tsx',
  here('../examples/browser-chat/main.ts'),
]);
const [printed] = await once(program.stdout, 'data');
const url = /http\S+/.exec(String(printed))?.[0] ?? '';
const browser = await openBrowser();

async function open(): Promise<Page> {
  const { page } = await browser.openUrl(url);
  await page.setViewportSize({ width: 960, height: 480 });
  await page.getByText('You are online').waitFor();
  return page;
}

async function say(page: Page, room: number, words: string): Promise<void> {
  const section = page.locator('section').nth(room);
  await section.getByRole('textbox').fill(words);
  await section.getByRole('button').click();
  await section.locator('ol').getByText(words).waitFor();
}

try {
  const [ana, bo] = [await open(), await open()];
  await say(bo, 0, 'Is the deploy through?');
  await say(ana, 0, 'Nearly. The servers restart one by one.');
  await say(bo, 0, 'Then I may drop out for a moment.');
  await say(ana, 1, 'The tomatoes are ripe.');
  await say(bo, 1, 'On my way.');
  await ana.getByRole('button', { name: 'Cut the connection' }).click();
  await ana.getByText('The next attempt is in').waitFor();
  // The rooms fade for a moment.
  await ana.waitForTimeout(300);
  const file = here('../docs/browser-chat.png');
  await ana.screenshot({ path: file });
  console.log(file);
} finally {
  await browser.close();
  program.kill('SIGTERM');
}
