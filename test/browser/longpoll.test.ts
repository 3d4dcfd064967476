import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';
import { transportConformance } from '../transport/conformance.ts';
import { serveLongPoll } from '../transport/loopback.longpoll.ts';
import { type Browser, type OpenPage, openBrowser } from './browser.ts';
import { type Laws, lawsIn } from './laws.world.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let browser: Browser;
let laws: OpenPage<Laws>;

beforeAll(async () => {
  browser = await openBrowser();
  laws = await browser.openPage<Laws>('./laws.page.ts');
});

afterAll(() => browser?.close());

transportConformance('longPoll() in Chromium', {
  ...lawsIn(() => laws, 'longPoll'),
  serve: (manners) => serveLongPoll({ ...manners, cors: true }),
  can: { sendHeaders: true, tellHttpStatus: true, sendFrames: false },
});

/** A client in the page, and what it can be told to do. */
interface Page {
  talk(url: string, n: number): Promise<unknown>;
  leave(url: string): Promise<void>;
}

const script = `
  import { awaitJoin, clientMachine, disconnect, interpret, join, push } from 'xstate-phoenix';
  import { longPoll } from 'xstate-phoenix/longpoll';
  const clientOf = (url) =>
    interpret(clientMachine, {
      input: { url, authToken: 's3cret', params: { user_id: 'ana' }, transport: longPoll(), reconnectAfterMs: [10] },
    }).start();
  export async function talk(url, n) {
    const client = clientOf(url);
    const room = join(client, 'echo:a');
    await awaitJoin(room);
    const replies = await Promise.all(Array.from({ length: n }, (_, i) => push(room, 'ping', { i })));
    const who = await push(room, 'whoami');
    await disconnect(client);
    return { replies, who };
  }
  export async function leave(url) {
    const client = clientOf(url);
    await awaitJoin(join(client, 'echo:a'));
    addEventListener('pagehide', () => disconnect(client));
  }
`;

describe('a page over long polling', () => {
  it('talks to a server of another origin, which Phoenix allows', async () => {
    const server = await startServer(echoServer());
    const { call, errors } = await browser.openPage<Page>(script);
    const said = await call('talk', server.url, 200);
    expect(said).toMatchObject({
      replies: Array.from({ length: 200 }, (_, i) => ({ i })),
      who: { auth_token: 's3cret', transport: 'longpoll', user_id: 'ana' },
    });
    expect(errors).toEqual([]);
    expect(server.joined('echo:a')).toEqual([]);
    await server.stop();
  });

  it('sends cookies to a server that lets it', async () => {
    const server = await serveLongPoll({ cors: true });
    await laws.page.context().addCookies([{ name: 'session', value: 'abc', domain: '127.0.0.1', path: '/' }]);
    const index = await laws.call('dial', 'longPoll', { url: server.url }, {});
    const peer = await server.accept();
    await laws.call('until', index, 'opened', 1);
    expect(peer.headers.cookie).toContain('session=abc');
    await laws.call('perform', index, [['close']]);
    await server.close();
  });

  it('says goodbye while it is unloaded', async () => {
    const ends: unknown[] = [];
    const channel = { join: () => ({ ok: {} }), terminate: (reason: unknown) => void ends.push(reason) };
    const server = await startServer({ channels: { 'echo:*': channel } });
    const { call, page } = await browser.openPage<Page>(script);
    await call('leave', server.url);
    // Not another site: Chromium gives a page half a second to say goodbye then, and a busy machine takes longer.
    await page.reload();
    await vi.waitFor(() => expect(ends).toEqual(['left']), { timeout: 10_000 });
    await server.stop();
  });

  it('had no error that nobody caught', () => {
    expect(laws.errors).toEqual([]);
  });
});
