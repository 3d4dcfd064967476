import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
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

/** A Phoenix project without npm: its dependencies in `deps`, and the file in `assets/vendor`. */
const project = mkdtempSync(join(tmpdir(), 'xstate-phoenix-vendor-'));
const assets = join(project, 'assets');
let file: string;

beforeAll(async () => {
  file = await bundleVendor(join(assets, 'vendor'));
  mkdirSync(join(project, 'deps'));
  mkdirSync(join(assets, 'js'));
  const { resolve } = createRequire(import.meta.url);
  for (const name of ['phoenix', 'phoenix_live_view'])
    symlinkSync(join(dirname(resolve(name)), '../..'), join(project, 'deps', name));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Bundles an `app.js` as the configuration of a new Phoenix project does. */
async function bundled(app: string, { alias, ...options }: BuildOptions = {}) {
  writeFileSync(join(assets, 'js', 'app.js'), app);
  const { warnings, metafile } = await build({
    ...options,
    absWorkingDir: assets,
    entryPoints: ['js/app.js'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outdir: '../priv/static/assets/js',
    external: ['/fonts/*', '/images/*'],
    alias: { '@': '.', ...alias },
    nodePaths: [join(project, 'deps')],
    logLevel: 'silent',
    metafile: true,
  });
  return { warnings, modules: Object.keys(metafile.inputs).map((path) => path.replace(/.*\/node_modules\//, '')) };
}

const appWith = (socket: string) => `
  import {Socket} from "${socket}"
  import {LiveSocket} from "phoenix_live_view"
  const liveSocket = new LiveSocket("/live", Socket, {longPollFallbackMs: 2500})
  liveSocket.connect()
`;

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

  it.each([
    ['by its path', '../vendor/phoenix', {}],
    ['in the place of phoenix, by an alias', 'phoenix', { alias: { phoenix: './vendor/phoenix.js' } }],
  ])('is bundled as Phoenix does it, %s', async (_, socket, options) => {
    expect(await bundled(appWith(socket), options)).toEqual({
      warnings: [],
      modules: ['vendor/phoenix.js', expect.stringMatching(/^phoenix_live_view\//), 'js/app.js'],
    });
    expect((await bundled(appWith(socket), { ...options, minify: true, sourcemap: true })).warnings).toEqual([]);
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
