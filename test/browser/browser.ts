import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { bundle, EXPORTS } from './bundle.ts';
import { unpackChromium } from './chromium.ts';

/** A page, and what its script exports. */
export interface OpenPage<Exports> {
  /** Playwright's page: navigation, clock, network, console. */
  readonly page: Page;
  /** Calls an export of the script in the page. Arguments and result are copied. Rejects with what it threw. */
  call<Name extends keyof Exports & string>(
    name: Name,
    ...args: Arguments<Exports[Name]>
  ): Promise<Result<Exports[Name]>>;
  /** Uncaught errors of the page so far. */
  readonly errors: readonly Error[];
}

/** A page of someone else's. */
export type OpenUrl = Pick<OpenPage<never>, 'page' | 'errors'>;

type Arguments<Export> = Export extends (...args: infer Args) => unknown ? Args : never;
type Result<Export> = Export extends (...args: never[]) => infer Returned ? Awaited<Returned> : never;

/** A running Chromium with a profile of its own. It reaches nothing but the loopback interface. */
export interface Browser {
  /**
   * Bundles `script` and runs it in a new page, which has an origin of its own on the loopback interface.
   *
   * @param script - A file of this folder (`./laws.page.ts`), or the text of a module in TypeScript.
   */
  openPage<Exports>(script: string): Promise<OpenPage<Exports>>;
  /** Opens what a server on the loopback interface serves, in a new page. */
  openUrl(url: string): Promise<OpenUrl>;
  /** Ends the process and removes its profile. */
  close(): Promise<void>;
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/**
 * Starts a browser; close it in `afterAll`, which runs after failed tests too.
 *
 * @example
 * let browser: Browser;
 * beforeAll(async () => { browser = await openBrowser(); });
 * afterAll(() => browser?.close());
 * const { call } = await browser.openPage<typeof import('./laws.page.ts')>('./laws.page.ts');
 */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await unpackChromium();
  const profile = await mkdtemp(join(tmpdir(), 'xstate-phoenix-browser-'));
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  const host = await servePages();
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args,
      env: { ...process.env, ...env, HOME: profile },
    });
    return {
      openPage: (script) => openPage(context, host, script),
      openUrl: (url) => openUrl(context, url),
      close: async () => {
        try {
          await context.close();
        } finally {
          host.close();
          await removeProfile();
        }
      },
    };
  } catch (error) {
    host.close();
    await removeProfile();
    throw error;
  }
}

interface Host {
  /** Gives a script a page, and returns its url. */
  add(script: string): string;
  close(): void;
}

async function servePages(): Promise<Host> {
  const scripts: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const [, kind, index] = url.split('/');
    const script = scripts[Number(index)];
    if (script === undefined) response.writeHead(404).end();
    else if (kind === 'script') response.setHeader('content-type', 'text/javascript').end(script);
    else
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<!doctype html><link rel="icon" href="data:,"><script src="/script/${index}"></script>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    add: (script) => `http://127.0.0.1:${port}/page/${scripts.push(script) - 1}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function openPage<Exports>(context: BrowserContext, host: Host, script: string): Promise<OpenPage<Exports>> {
  const { page, errors } = await openUrl(context, host.add(await bundle(script)));
  if (errors[0]) throw errors[0];
  return {
    page,
    errors,
    call: async (name, ...args) => {
      const outcome = await page.evaluate(
        async ({ exports, name, args }) => {
          try {
            const script: Record<string, (...args: unknown[]) => unknown> = Reflect.get(globalThis, exports);
            return { value: await script[name]?.(...args) };
          } catch (error) {
            return {
              thrown:
                error instanceof Error
                  ? { name: error.name, message: error.message }
                  : { name: 'Error', message: String(error) },
            };
          }
        },
        { exports: EXPORTS, name, args: args as unknown[] },
      );
      if (outcome.thrown) throw Object.assign(new Error(outcome.thrown.message), outcome.thrown);
      return outcome.value as Result<Exports[typeof name]>;
    },
  };
}

async function openUrl(context: BrowserContext, url: string): Promise<OpenUrl> {
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(url);
  return { page, errors };
}
