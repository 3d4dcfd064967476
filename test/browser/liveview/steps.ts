import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Shown, Step } from './recording.ts';

/** Does a step in a tab. Resolves when it is done, or when it is seen. */
export async function doStep(step: Step, page: Page, timeout: number): Promise<void> {
  const { selector = '', see } = step;
  if (see !== undefined) await waitToSee(step, see, page, timeout);
  else if (step.do === 'click') await page.click(selector, { timeout });
  else if (step.do === 'fill') await page.fill(selector, step.value ?? '', { timeout });
  else if (step.do === 'files') await page.setInputFiles(selector, filesOf(step), { timeout });
  else if (step.do === 'back') await page.evaluate(() => history.back());
  // What the script returns may be the answer of a server that waits for this step to be done.
  else if (step.do === 'run') await page.evaluate(`void (() => { ${step.script} })()`);
  else if (step.do === 'pause') await pause(step.ms);
}

/** How many frames of the page it may take until it shows what it shall. LiveView sets the title in a frame of its own. */
const FRAMES = 120;

/** What a page shows in the end: what it shall or, when that does not come, what it shows then. */
export async function shownAtLast(page: Page, shall: Shown | undefined): Promise<Omit<Shown, 'tab'>> {
  let shown = await shownIn(page);
  for (let frame = 0; frame < FRAMES && !isSame(shown, shall); frame += 1) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    shown = await shownIn(page);
  }
  return shown;
}

function isSame(shown: Omit<Shown, 'tab'>, shall: Shown | undefined): boolean {
  return (['url', 'title', 'text', 'classes'] as const).every((part) => shown[part] === shall?.[part]);
}

/** What a tab shows. */
function shownIn(page: Page): Promise<Omit<Shown, 'tab'>> {
  return page.evaluate(() => ({
    url: location.pathname + location.search,
    title: document.title,
    text: document.body.innerText,
    classes: document.querySelector('[data-phx-main]')?.className ?? '',
  }));
}

function filesOf({ files = [] }: Step) {
  return files.map(({ name, base64 }) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(base64, 'base64'),
  }));
}

async function waitToSee(step: Step, selector: string, page: Page, timeout: number): Promise<void> {
  const { text, pattern, class: name, gone } = step;
  await page.waitForFunction(
    ({ selector, text, pattern, name, gone }) => {
      const element = document.querySelector(selector);
      if (gone || !element) return gone === true && element === null;
      const shown = (element.textContent ?? '').trim();
      if (name !== undefined) return element.classList.contains(name);
      return pattern === undefined ? shown === text : new RegExp(pattern).test(shown);
    },
    { selector, text, pattern, name, gone },
    { timeout },
  );
}
