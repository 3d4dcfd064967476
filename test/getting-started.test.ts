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

/** The server of the guide, on a free port or on the one it had before. */
async function startServer(port = 0) {
  expect(serve).toContain('port: 4000');
  const server = start(serve.replace('port: 4000', `port: ${port}`));
  const [line = ''] = await server.until(/listening/);
  const taken = Number(/\d+/.exec(line)?.[0]);
  return { ...server, port: taken, url: `ws://localhost:${taken}/socket` };
}

/** The lines without what depends on the moment of the server's end, such as the number of attempts. */
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

/** What the page of the test exports. */
declare const pageExports: { begin(): void; say(words: string): void };

/** The code of the page, to be called when there is a body. */
function pageOf(imports: string, code: string): string {
  return `${imports}
    export function begin() { ${code} }
    export function say(words: string) {
      const field = document.querySelector('input');
      if (field) Object.assign(field, { value: words }).dispatchEvent(new Event('change'));
    }`;
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
    const [, imports = '', code = ''] =
      /^((?:import [^\n]*\n)+)(.*)$/s.exec(page.replace(documentedUrl, server.url)) ?? [];
    const { page: tab, errors, call } = await opened.openPage<typeof pageExports>(pageOf(imports, code));
    const shows = (tag: string, words: string) =>
      tab.waitForFunction(
        ([tag = '', words]) => [...document.querySelectorAll(tag)].at(-1)?.textContent === words,
        [tag, words],
      );
    await call('begin');
    await shows('p', 'online');
    await call('say', 'hello');
    await shows('li', 'hello');
    await interrupt(server);
    await shows('p', 'offline');
    await startServer(server.port);
    await shows('p', 'online');
    await call('say', 'again');
    await shows('li', 'again');
    expect(await tab.locator('li').allTextContents()).toEqual(['hello', 'again']);
    expect(errors).toEqual([]);
  });
});
