import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Browser } from '../browser.ts';
import { serveRecording } from './pages.ts';
import { Progress } from './progress.ts';
import type { Recording, Shown } from './recording.ts';
import { doStep, shownAtLast } from './steps.ts';

/** What came of a recording that was played. */
export interface Played {
  /** What each tab shows in the end. */
  readonly shown: readonly Shown[];
  /** What went another way than recorded: sentences. */
  readonly breaches: readonly string[];
}

/** How long it waits for what does not come. */
export interface Patience {
  /** For a step. */
  readonly stepMs?: number;
  /** For the wire, after the last step. */
  readonly wireMs?: number;
}

/**
 * Plays a recording: its user in a browser, and its server.
 *
 * @param script - What the pages load.
 */
export async function play(
  recording: Recording,
  script: string,
  browser: Browser,
  { stepMs = 20_000, wireMs = 20_000 }: Patience = {},
): Promise<Played> {
  const progress = new Progress(recording.steps);
  const site = await serveRecording(recording, script, progress);
  const tabs = new Map<number | undefined, Page>();
  const errors: (readonly Error[])[] = [];
  try {
    for (const step of recording.steps) {
      const { tab, open, at_ms } = step;
      const page = tabs.get(tab);
      try {
        if (open !== undefined) {
          const opened = await browser.openUrl(site.origin + open);
          tabs.set(tab, opened.page);
          errors.push(opened.errors);
        } else if (page) await doStep(step, page, stepMs);
      } catch (error) {
        progress.breach(`The step recorded at ${at_ms} ms was not possible: ${error}`);
        break;
      }
      progress.stepDone();
    }
    const isStuck = progress.breaches.length > 0;
    const gaveUp = new AbortController();
    await Promise.race([
      site.done(),
      pause(isStuck ? 0 : wireMs, undefined, { signal: gaveUp.signal }).catch(() => {}),
    ]);
    gaveUp.abort();
    const shown = await Promise.all(
      [...tabs].map(async ([tab, page]) => {
        const recorded = recording.shown.find((one) => one.tab === tab);
        return { tab, ...(await shownAtLast(page, recorded)) };
      }),
    );
    const uncaught = errors.flat().map((error) => `An error of the page was not caught: ${error}`);
    return { shown, breaches: [...progress.breaches, ...site.leftovers, ...uncaught] };
  } finally {
    await Promise.all([...tabs.values()].map((page) => page.close()));
    site.close();
  }
}
