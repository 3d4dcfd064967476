import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../test/browser/browser.ts';

/** Takes the picture of examples/liveview: the view has just crashed, and waits to be joined again. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = ['--conditions=xstate-phoenix-source', '--import', 'tsx', here('../examples/liveview/main.ts')];
const program = spawn(process.execPath, main, { stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await openBrowser();

try {
  let url = '';
  for await (const line of createInterface({ input: program.stdout })) {
    url = /http:\S+/.exec(line)?.[0] ?? '';
    if (url) break;
  }
  const { page } = await browser.openUrl(url);
  await page.setViewportSize({ width: 1280, height: 720 });
  const inspector = page.frameLocator('iframe');
  await inspector.getByRole('treeitem', { name: /lv:phx-counter/ }).click();
  await inspector.locator('[data-state="channel.joined"][data-active=true]').waitFor();
  for (const count of ['1', '2', '3']) {
    await page.click('#add');
    await page.locator('#count', { hasText: count }).waitFor();
  }
  await page.click('#crash');
  await inspector.locator('[data-state="channel.rejoin-waiting.backoff"][data-active=true]').waitFor();
  // The arrow of the transition flashes for a moment.
  await page.waitForTimeout(300);
  const file = here('../docs/liveview.png');
  await page.screenshot({ path: file });
  console.log(file);
} finally {
  await browser.close();
  program.kill('SIGTERM');
}
