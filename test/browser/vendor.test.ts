import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as npm from 'phoenix';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as dropIn from 'xstate-phoenix/phoenix';
import { bundleVendor } from '../../scripts/bundle/vendor.ts';
import { openBrowser } from './browser.ts';
import { play } from './liveview/play.ts';
import { recordingOf } from './liveview/recording.ts';
import { pageScript } from './liveview/script.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-vendor-'));
let file: string;

beforeAll(async () => {
  file = await bundleVendor(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the file for Phoenix projects without npm', () => {
  it('exports what the drop-in exports, and so all that npm phoenix does', async () => {
    const { [Symbol.toStringTag]: _, ...exported } = await import(pathToFileURL(file).href);
    expect(Object.keys(exported).sort()).toEqual(Object.keys(dropIn).sort());
    expect(Object.keys(exported)).toEqual(expect.arrayContaining(Object.keys(npm)));
  });

  it('imports nothing, and needs nothing of Node', () => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/\bimport\s*[({"'*]|\brequire\(|\bprocess\.|"node:/);
  });

  it('names both licenses, and its source map', () => {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines[0]).toMatch(/^\/\*! xstate-phoenix [\d.]+ \(MIT, .*xstate 5\.[\d.]+ \(MIT, /);
    expect(lines.at(-1)).toBe('//# sourceMappingURL=phoenix.js.map');
    const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
    expect(sources.map((source) => source.replace(/^.*\/(?=src\/)/, ''))).toContain('src/phoenix/socket.ts');
    expect(sources.filter((source) => source.endsWith('/ws.ts'))).toEqual([]);
  });

  it('runs LiveView', async () => {
    const script = await pageScript(file);
    const browser = await openBrowser();
    try {
      const recording = recordingOf('counter');
      expect(await play(recording, script, browser)).toEqual({ shown: recording.shown, breaches: [] });
    } finally {
      await browser.close();
    }
  });
});
