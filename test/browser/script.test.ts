import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as xstate from 'xstate';
import * as library from 'xstate-phoenix';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { bundlePage } from '../../scripts/bundle/page.ts';
import { echoServer } from '../testing/echo.ts';
import { type Browser, openBrowser } from './browser.ts';
import { serveFiles } from './files.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let browser: Browser;
let server: PhoenixServer;
const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-script-'));
let file: string;

beforeAll(async () => {
  [browser, server, file] = await Promise.all([openBrowser(), startServer(echoServer()), bundlePage(folder)]);
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser?.close();
  await server?.stop();
});

describe('the file for pages without a bundler', () => {
  it('runs from a script of the page', async () => {
    const html = `<!doctype html><link rel="icon" href="data:,"><script type="module">
      import { clientMachine, disconnect, interpret, join, push } from './xstate-phoenix.js';
      const client = interpret(clientMachine, { input: { url: '${server.url}' } }).start();
      const { body } = await push(join(client, 'echo:lobby'), 'ping', { body: 'hello' });
      await disconnect(client);
      document.body.textContent = body;
    </script><body></body>`;
    const files = await serveFiles(html, { 'xstate-phoenix.js': readFileSync(file, 'utf8') });
    try {
      const { page, errors } = await browser.openUrl(files.url);
      await page.getByText('hello').waitFor();
      expect(errors).toEqual([]);
    } finally {
      files.stop();
    }
  });

  it('has all that the library and XState export, and imports nothing', async () => {
    const names = new Set([...Object.keys(library), ...Object.keys(xstate)]);
    names.delete('default');
    const { [Symbol.toStringTag]: _, ...exported } = await import(pathToFileURL(file).href);
    expect(Object.keys(exported).sort()).toEqual([...names].sort());
    expect(readFileSync(file, 'utf8')).not.toMatch(/\bimport\s*[({"'*]/);
  });

  it('names both licenses, and its source map', () => {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines[0]).toMatch(/^\/\*! xstate-phoenix [\d.]+ \(MIT, .*xstate 5\.[\d.]+ \(MIT, /);
    expect(lines.at(-1)).toBe('//# sourceMappingURL=xstate-phoenix.js.map');
    const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
    expect(sources.map((source) => source.replace(/^.*\/(?=src\/)/, ''))).toContain('src/transport/websocket.ts');
    expect(sources.filter((source) => source.endsWith('/ws.ts'))).toEqual([]);
  });
});
