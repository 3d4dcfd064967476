import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ActorRow, Entry } from '../../inspector/src/wire.types.ts';
import { type Browser, openBrowser } from '../browser/browser.ts';
import { event, frame, service, state, topicRow } from './actors.ts';
import { type FakeOptions, type FakeService, startFake } from './fake.service.ts';

vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
const undo: (() => unknown)[] = [];
const wrongs: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
  expect(wrongs.splice(0)).toEqual([]);
});

async function start(options: FakeOptions): Promise<FakeService> {
  const fake = await startFake(options);
  undo.push(() => fake.stop());
  return fake;
}

interface Opened {
  readonly fake: FakeService;
  readonly page: Page;
}

/** A page that shows these actors. What it says on the console, or asks of another host, fails the test. */
async function open(rows: readonly ActorRow[], options: Omit<FakeOptions, 'rows'> = {}): Promise<Opened> {
  const fake = await start({ rows, ...options });
  const { page } = await browser.openUrl('about:blank');
  undo.push(() => page.close());
  page.on('pageerror', ({ message }) => wrongs.push(message));
  page.on('console', (message) => {
    const isRefusedDial = message.text().includes('ERR_CONNECTION_REFUSED');
    if (['error', 'warning'].includes(message.type()) && !isRefusedDial) wrongs.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!['blob:', 'data:'].includes(protocol) && hostname !== '127.0.0.1') wrongs.push(request.url());
  });
  page.setDefaultTimeout(8_000);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(fake.url);
  await page.getByText('Connected', { exact: true }).waitFor();
  return { fake, page };
}

const twig = (page: Page, name: string) => page.getByRole('treeitem', { name });
const topics = ['room:1', 'room:2', 'user:1'];
const backoff = { 'rejoin-waiting': 'backoff' };
const crash = (at: number, context: Readonly<Record<string, unknown>> = {}): readonly Entry[] => [
  frame(at, 'in', 'room:1', 'phx_error', { ref: '3', joinRef: '3', bytes: 44 }),
  event(at, 3, 'channel.crashed', 0, { detail: { joinRef: '3' } }),
  state(at, 3, 'channel.crashed', backoff, { context }),
];
const lit = (page: Page) =>
  page.locator('[data-active=true]').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-state')));

/** Waits until the page says so. */
const sees = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 30_000, interval: 25 });

describe('the tree', () => {
  it('has a client, its helpers and its topics, with their states as they change', async () => {
    const { fake, page } = await open(service(...topics));
    await sees(() => page.getByRole('treeitem').allInnerTexts()).toHaveLength(6);
    expect(await twig(page, 'client').getAttribute('aria-level')).toBe('1');
    expect(await twig(page, 'room:1').getAttribute('aria-level')).toBe('2');
    expect(await page.locator('.twig.aside').allInnerTexts()).toEqual(['channels', 'transport']);
    fake.beat(10, crash(10));
    await sees(() => twig(page, 'room:1').innerText()).toContain('rejoin-waiting.backoff');
    expect(await page.locator('.chip').allTextContents()).toEqual(['joined 2', 'rejoin-waiting 1']);
  });

  it('is filtered by a part of the topic, and by state', async () => {
    const { fake, page } = await open(service(...topics));
    fake.beat(10, crash(10));
    await page.getByRole('button', { name: 'rejoin-waiting 1' }).click();
    await sees(() => page.locator('.twig-name').allInnerTexts()).toEqual(['client', 'room:1']);
    await page.getByRole('button', { name: 'rejoin-waiting 1' }).click();
    await page.getByLabel('Filter topics').fill('user');
    await sees(() => page.locator('.twig-name').allInnerTexts()).toEqual(['client', 'user:1']);
  });

  it('is walked by keys', async () => {
    const { page } = await open(service(...topics));
    const tree = page.getByRole('tree');
    const chosen = () => page.locator('[role=treeitem][aria-selected=true] .twig-name').innerText();
    await tree.focus();
    for (const [key, name] of [
      ['End', 'user:1'],
      ['ArrowUp', 'room:2'],
      ['ArrowLeft', 'client'],
      ['ArrowRight', 'channels'],
      ['ArrowDown', 'transport'],
      ['Home', 'client'],
    ] as const) {
      await tree.press(key);
      await sees(chosen).toBe(name);
    }
    await tree.press('ArrowLeft');
    await sees(() => page.getByRole('treeitem').count()).toBe(1);
    expect(await twig(page, 'client').getAttribute('aria-expanded')).toBe('false');
    const active = await tree.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).getAttribute('role')).toBe('treeitem');
  });

  it('has 10,000 topics, of which those on screen are in the document, and takes a beat of them all', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `room:${index}`);
    const { fake, page } = await open(service(...names));
    await sees(() => page.getByText('joined 10,000').count()).toBe(1);
    expect(await page.getByRole('treeitem').count()).toBeLessThan(45);
    await page.getByRole('tree').press('End');
    await twig(page, 'room:9999').waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(45);
    const lost = names.map((_, index) => state(10, 3 + index, 'connection.lost', backoff));
    fake.beat(10, lost);
    await page.getByText('rejoin-waiting 10,000').waitFor();
    expect(await page.locator('[role=option]').count()).toBeLessThan(45);
  });
});

describe('the chart', () => {
  it('lights the states of the actor chosen', async () => {
    const { page } = await open(service(...topics));
    await sees(() => lit(page)).toEqual([
      'client',
      'client.connected',
      'client.connected.heartbeat',
      'client.connected.heartbeat.resting',
      'client.connected.stability',
      'client.connected.stability.stable',
      'client.connected.flow',
      'client.connected.flow.flowing',
    ]);
    await twig(page, 'room:1').click();
    await sees(() => lit(page)).toEqual(['channel', 'channel.joined']);
    expect(await page.locator('.chart').getByText('after rejoinDelay').count()).toBe(2);
    expect(await page.locator('.chart').getByText('[isLive and willRejoin]').count()).toBeGreaterThan(0);
  });

  it('flashes the arrow taken, each time', async () => {
    const { fake, page } = await open(service(...topics), { startedAt: Date.now() });
    await twig(page, 'room:1').click();
    await sees(() => lit(page)).toHaveLength(2);
    expect(await page.locator('.arrow.taken').count()).toBe(0);
    fake.beat(10, crash(10));
    const arrow = page.locator('.arrow.flash');
    await sees(() => arrow.getAttribute('data-to')).toBe('channel.rejoin-waiting.backoff');
    expect(await arrow.getAttribute('data-from')).toBe('channel.joined');
    const by = 'xstate.after.rejoinDelay.channel.rejoin-waiting.backoff';
    fake.beat(20, [event(20, 3, by, 3), state(20, 3, by, 'joining')]);
    await sees(() => arrow.getAttribute('data-from')).toBe('channel.rejoin-waiting.backoff');
    expect(await arrow.count()).toBe(1);
    fake.beat(9_000, []);
    fake.beat(9_100, [event(9_100, 4, 'channel.message')]);
    await sees(() => arrow.count()).toBe(0);
    expect(await page.locator('.arrow.taken').count()).toBe(1);
  });

  it('scrolls to the active states, even on its way to others', async () => {
    const { fake, page } = await open(service(...topics));
    await page.setViewportSize({ width: 1280, height: 600 });
    await twig(page, 'room:1').click();
    const isInSight = (id: string) =>
      page.locator(`[data-state="${id}"] > .box`).evaluate((box) => {
        const [inner, outer] = [box.getBoundingClientRect(), box.closest('.chart-pane')?.getBoundingClientRect()];
        return outer !== undefined && inner.top >= outer.top && inner.bottom <= outer.bottom;
      });
    await sees(() => isInSight('channel.joined')).toBe(true);
    expect(await isInSight('channel.rejoin-waiting.backoff')).toBe(false);
    fake.beat(10, crash(10));
    await sees(() => isInSight('channel.rejoin-waiting.backoff')).toBe(true);
    fake.beat(20, [state(20, 3, 'e', 'joined'), ...crash(21), state(22, 3, 'e', 'closed')]);
    await page.locator('[data-state="channel.closed"][data-active=true]').waitFor();
    fake.beat(30, crash(30));
    await sees(() => isInSight('channel.rejoin-waiting.backoff')).toBe(true);
    expect(await isInSight('channel.rejoin-waiting.backoff')).toBe(true);
  });

  it('counts down to the next attempt, and stands still in a moment that is held', async () => {
    const startedAt = Date.now();
    const { fake, page } = await open(service(...topics), { startedAt });
    await twig(page, 'room:1').click();
    fake.beat(1_000, crash(1_000, { retryAt: startedAt + 6_000, retryInMs: 5_000 }));
    const left = async () =>
      Number.parseFloat(((await page.getByRole('timer').textContent()) ?? '').replace('rejoin in ', ''));
    await sees(left).toBeLessThan(4.9);
    const first = await left();
    await sees(left).toBeLessThan(first);
    await page.getByRole('button', { name: 'Pause' }).click();
    await sees(left).toBe(5);
  });

  it('says what is missing', async () => {
    const { page } = await open([]);
    await page.getByText('no client has been started').waitFor();
  });
});

describe('the details', () => {
  it('are the context and the last events of the actor chosen', async () => {
    const { fake, page } = await open(service(...topics));
    await twig(page, 'room:1').click();
    fake.beat(10, crash(10, { attempt: 7 }), [[3, 1234]]);
    await sees(() => page.locator('.pair', { hasText: 'attempt' }).innerText()).toMatch(/attempt\s+7/);
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByText('1,234 in all').waitFor();
    expect(await page.locator('.last-step').count()).toBe(2);
    await details.getByRole('button', { name: 'channel.crashed' }).click();
    await page.locator('.entry-json', { hasText: '"type": "channel.crashed"' }).waitFor();
  });
});

describe('the timeline', () => {
  it('has a line for each entry, and lanes: the topic chosen first', async () => {
    const { fake, page } = await open(service(...topics, 'a', 'b', 'c'));
    await twig(page, 'user:1').click();
    fake.beat(10, crash(10));
    await sees(() => page.locator('.lane').allInnerTexts()).toEqual([
      'socket',
      'client',
      'user:1',
      'room:1',
      'room:2',
      'a',
      'other topics',
    ]);
    await sees(() => page.getByRole('option').allInnerTexts()).toHaveLength(3);
    fake.beat(20, [event(20, 8, 'channel.message')]);
    await page.getByRole('option', { name: 'c channel.message' }).waitFor();
    expect(await page.getByRole('option').first().innerText()).toContain('room:1 phx_error ref 3 · join 3 · 44 B');
    expect(await page.locator('.line .mark.way').count()).toBe(3);
  });

  it('shows all of an entry, by click and by keys', async () => {
    const { fake, page } = await open(service(...topics));
    fake.beat(10, crash(10));
    await page.getByRole('option', { name: 'phx_error' }).click();
    const json = page.locator('.entry-json');
    await sees(() => json.innerText()).toContain('"direction": "in"');
    await page.getByRole('listbox').press('ArrowDown');
    await sees(() => json.innerText()).toContain('"type": "channel.crashed"');
    await page.getByRole('listbox').press('Enter');
    await page.getByText('2 of 3').waitFor();
    await sees(() => twig(page, 'room:1').innerText()).toContain('joined');
  });

  it('stays at its end as entries come, and where someone has scrolled to', async () => {
    const { fake, page } = await open(service(...topics));
    const many = (at: number) => Array.from({ length: 500 }, (_, index) => event(at + index, 3, `event.${at + index}`));
    fake.beat(1, many(0));
    await page.getByText('event.499').waitFor();
    fake.beat(2, many(1000));
    await page.getByText('event.1499').waitFor();
    expect(await page.getByRole('option').count()).toBeLessThan(45);
    const top = () => page.getByRole('listbox').evaluate((list) => list.scrollTop);
    await page.getByRole('listbox').evaluate((list) => list.scrollTo(0, 100));
    await page.getByText('event.5', { exact: true }).waitFor();
    fake.beat(3, many(2000));
    await page.getByText('Timeline 1,500').waitFor();
    expect(await top()).toBe(100);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText('event.2499').waitFor();
  });

  it('says how many entries never came', async () => {
    const { fake, page } = await open(service(...topics));
    fake.tell({ type: 'beat', at: 1, entries: crash(1), counts: [], dropped: 1_200 });
    await page.getByText('Timeline 3, 1,200 left out').waitFor();
  });
});

describe('the time', () => {
  it('is held, walked back and forth by button and key, and live again', async () => {
    const { fake, page } = await open(service(...topics));
    await twig(page, 'room:1').click();
    fake.beat(10, crash(10));
    await sees(() => lit(page)).toContain('channel.rejoin-waiting.backoff');
    await page.getByRole('button', { name: 'One step back' }).click();
    await sees(() => lit(page)).toEqual(['channel', 'channel.joined']);
    await sees(() => page.locator('.chip').allTextContents()).toEqual(['joined 3']);
    await page.keyboard.press('ArrowLeft');
    await page.getByText('1 of 3').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await sees(() => lit(page)).toContain('channel.rejoin-waiting.backoff');
    fake.beat(20, [{ k: 'actor', at: 20, row: topicRow(9, 'room:9', 'joining') }]);
    fake.beat(30, [state(30, 3, 'channel.join', 'joining')]);
    await page.getByText('3 of 3 +2').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await sees(() => lit(page)).toEqual(['channel', 'channel.joining']);
    await page.getByRole('button', { name: 'One step back' }).click();
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText('now', { exact: true }).waitFor();
  });

  it('stands still while it is held, and space holds it', async () => {
    const { fake, page } = await open(service(...topics));
    await page.getByRole('tree').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Live' }).waitFor();
    fake.beat(10, crash(10));
    await page.getByText('0 of 0 +3').waitFor();
    expect(await twig(page, 'room:1').innerText()).toContain('joined');
    await page.keyboard.press('Space');
    await sees(() => twig(page, 'room:1').innerText()).toContain('rejoin-waiting');
  });
});

describe('the search', () => {
  it('leaves the entries that have the text, and steps from one to the next', async () => {
    const { fake, page } = await open(service(...topics));
    fake.beat(10, [...crash(10), event(11, 4, 'channel.message'), ...crash(12)]);
    await page.getByLabel('Search').fill('phx_error');
    await page.getByText('Timeline 2 of 7').waitFor();
    expect(await page.getByRole('option').count()).toBe(2);
    await page.getByRole('button', { name: 'One step back' }).click();
    await page.getByText('5 of 7').waitFor();
    await page.getByRole('button', { name: 'One step back' }).click();
    await page.getByText('1 of 7').waitFor();
  });
});

describe('a recording', () => {
  it('is exported, and is the same when it is imported', async () => {
    const { fake, page } = await open(service(...topics), { startedAt: 1_000 });
    fake.beat(10, crash(10));
    await sees(() => page.getByRole('option').count()).toBe(3);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('recording-1970-01-01T00-00-01.ndjson');
    const text = await readFile(await download.path(), 'utf8');
    const [head, ...lines] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ format: 'xstate-phoenix-recording', version: 1, startedAt: 1_000 });
    expect(head.actors).toEqual(service(...topics));
    expect(lines).toEqual(crash(10));

    const other = await open(service('another:1'));
    await other.page.getByLabel('Recording to import').setInputFiles(await download.path());
    await sees(() => other.page.locator('.twig-name').allInnerTexts()).toContain('room:1');
    await sees(() => twig(other.page, 'room:1').innerText()).toContain('rejoin-waiting');
    await other.page.getByRole('button', { name: 'One step back' }).click();
    await sees(() => twig(other.page, 'room:1').innerText()).toContain('joined');
    await other.page.getByRole('button', { name: 'Live' }).click();
    await twig(other.page, 'another:1').waitFor();
  });

  it('is refused in words if it is none', async () => {
    const { page } = await open(service(...topics));
    const file = join(tmpdir(), `no-recording-${process.pid}.ndjson`);
    await writeFile(file, 'nothing of that kind');
    await page.getByLabel('Recording to import').setInputFiles(file);
    await page.getByText('This is not a recording of the inspector.').waitFor();
  });
});

describe('the connection', () => {
  it('may be to a recording that is played back', async () => {
    const { fake, page } = await open(service(...topics));
    fake.tell({ type: 'hello', version: 1, startedAt: 1, control: false, recording: true });
    fake.tell({ type: 'actors', rows: service('room:then'), last: true });
    await page.getByRole('status').getByText('Recording').waitFor();
    await sees(() => page.locator('.twig-name').allInnerTexts()).toEqual([
      'client',
      'channels',
      'transport',
      'room:then',
    ]);
  });

  it('comes back by itself when the service does, and says so while it is away', async () => {
    const { fake, page } = await open(service(...topics));
    await twig(page, 'room:2').click();
    await page.locator('.chart').waitFor();
    await fake.stop();
    undo.splice(0, 1);
    await page.getByText('Disconnected').waitFor();
    expect(await page.getByRole('treeitem').count()).toBe(6);
    const rows = service('room:7', 'room:8', 'room:2');
    await start({ rows, port: fake.port, startedAt: 5 });
    await page.getByText('Connected', { exact: true }).waitFor();
    await twig(page, 'room:8').waitFor();
    await sees(() => page.locator('.actor-name').innerText()).toBe('room:2');
  });
});

describe('the control', () => {
  it('sends an event to the actor chosen, and says why one was refused', async () => {
    const { fake, page } = await open(service(...topics), { control: true });
    await twig(page, 'room:2').click();
    const form = page.getByRole('form', { name: 'Send an event' });
    await form.getByRole('button', { name: 'channel.rejoin' }).click();
    await form.getByRole('button', { name: 'Send' }).click();
    await sees(async () => fake.asked).toEqual([{ type: 'send', n: 4, event: { type: 'channel.rejoin' } }]);
    await form.getByRole('combobox').fill('{"type":"channel.leave","timeoutMs":5}');
    await form.getByRole('button', { name: 'Send' }).click();
    await sees(async () => fake.asked.at(-1)?.event).toEqual({ type: 'channel.leave', timeoutMs: 5 });
    await form.getByRole('combobox').fill('{no');
    await form.getByRole('button', { name: 'Send' }).click();
    await page.getByText('This is not JSON').waitFor();
    fake.tell({ type: 'refused', why: 'It is not a command.' });
    await page.getByText('Refused: It is not a command.').waitFor();
  });

  it('is not there unless the service allows it', async () => {
    const { page } = await open(service(...topics));
    await twig(page, 'room:2').click();
    expect(await page.getByRole('form').count()).toBe(0);
  });
});

describe('the page', () => {
  it('is reached by tab: toolbar, filter, tree, chart, timeline', async () => {
    const { fake, page } = await open(service(...topics));
    fake.beat(10, crash(10));
    await page.locator('.chart').waitFor();
    const seen: string[] = [];
    for (let tab = 0; tab < 24; tab++) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? ''),
      );
    }
    const order = ['One step back', 'Pause', 'Search', 'Filter topics', 'Actors', 'Chart, scrollable', 'Timeline'];
    expect(order.map((label) => seen.indexOf(label))).toEqual(
      order.map((label) => seen.indexOf(label)).toSorted((a, b) => a - b),
    );
    for (const label of order) expect(seen).toContain(label);
  });

  it('is light or dark as the system is, or as its button says', async () => {
    const { page } = await open(service(...topics));
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [light, dark] = ['rgb(244, 245, 247)', 'rgb(14, 17, 22)'];
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await paper()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    await sees(paper).toBe(dark);
    await page.getByRole('button', { name: 'Colours: system' }).click();
    await sees(paper).toBe(light);
    await page.getByRole('button', { name: 'Colours: light' }).click();
    await page.emulateMedia({ colorScheme: 'light' });
    await sees(paper).toBe(dark);
    await page.getByRole('button', { name: 'Colours: dark' }).click();
  });

  it.each([900, 1280])('has nothing outside of a window %d wide', async (width) => {
    const { fake, page } = await open(service(...topics), { control: true });
    await page.setViewportSize({ width, height: 800 });
    fake.beat(10, crash(10));
    await page.locator('.chart').waitFor();
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('button, input:not([type=file]), h1, h2, h3')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map(({ outerHTML }) => outerHTML),
    );
    expect(outside).toEqual([]);
  });
});
