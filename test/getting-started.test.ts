import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Browser, openBrowser } from './browser/browser.ts';
import { blocksOf, documentedUrl, programOf, root, run } from './support/blocks.ts';

// Each block is a process of its own, or a page of a browser.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const text = readFileSync(new URL('../docs/getting-started.md', import.meta.url), 'utf8');
const [serve = '', hello = '', survive = '', , page = ''] = blocksOf(text);
const [helloPrints = '', survivePrints = ''] = Array.from(
  text.matchAll(/```text\n(.*?)```/gs),
  ([, said = '']) => said,
);

const started: ChildProcess[] = [];
let browser: Browser | undefined;

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await browser?.close();
  browser = undefined;
});

/** A block as a process, and its lines, one after the other. */
function start(block: string, url = documentedUrl) {
  const child = spawn(process.execPath, [...programOf(block, url)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    /** Reads on until a line comes that fits; returns all that were read. */
    async until(fits: RegExp) {
      const read: string[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`It ended after ${JSON.stringify(read)}, without ${fits}.`);
        read.push(value);
        if (fits.test(value)) return read;
      }
    },
  };
}

/** The server of the guide, as it stands there, on a free port or on the one it had. */
async function startServer(port = 0) {
  expect(serve).toContain('port: 4000');
  const server = start(serve.replace('port: 4000', `port: ${port}`));
  const [line = ''] = await server.until(/listening/);
  const taken = Number(/\d+/.exec(line)?.[0]);
  return { ...server, port: taken, url: `ws://localhost:${taken}/socket` };
}

/** What the lines tell, whatever the moment of the server's end has cut off, and however many attempts there were. */
function story(lines: readonly string[]): string[] {
  const told = lines
    .filter((line) => !/^it (may|was)/.test(line))
    .map((line) => line.replace(/(message|attempt) \d+/, '$1'));
  return told.filter((line, index) => !line.startsWith('attempt') || line !== told[index - 1]);
}

async function interrupt({ child }: { readonly child: ChildProcess }) {
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await exit;
}

describe('the code in the first guide', () => {
  it('says hello, and ends by itself', async () => {
    const { url } = await startServer();
    expect(await run(hello, url)).toBe(helloPrints);
  });

  it('survives a server that goes and comes back', async () => {
    const server = await startServer();
    const room = start(survive, server.url);
    const before = await room.until(/message 2/);
    await interrupt(server);
    const away = await room.until(/attempt 3/);
    await startServer(server.port);
    const after = await room.until(/heard/);
    const lines = [...before, ...away, ...after, ...(await room.until(/heard/))];
    expect(story(lines)).toEqual(story(survivePrints.trim().split('\n')));
  });

  it('does the same in a page', async () => {
    const [server, opened] = await Promise.all([startServer(), openBrowser()]);
    browser = opened;
    // The page of the test has no body when its script runs, so the code of the guide waits to be called.
    const [, imports = '', code = ''] =
      /^((?:import [^\n]*\n)+)(.*)$/s.exec(page.replace(documentedUrl, server.url)) ?? [];
    const one = await browser.openPage<{ begin(): void }>(`${imports} export function begin() { ${code} }`);
    const show = (words: string) => one.page.locator('body', { hasText: words }).waitFor();
    await one.call('begin');
    await show('online');
    await one.page.locator('input').fill('hello');
    await one.page.locator('input').press('Enter');
    await one.page.locator('li', { hasText: 'hello' }).waitFor();
    await interrupt(server);
    await show('offline');
    await startServer(server.port);
    await show('online');
    await one.page.locator('input').fill('again');
    await one.page.locator('input').press('Enter');
    await one.page.locator('li', { hasText: 'again' }).waitFor();
    expect(await one.page.locator('li').allTextContents()).toEqual(['hello', 'again']);
    expect(one.errors).toEqual([]);
  });
});
