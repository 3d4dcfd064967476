import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleVendor } from '../../scripts/bundle/vendor.ts';
import { blocksOf } from '../support/blocks.ts';
import { createPhoenixProject, type PhoenixProject } from './phoenix.project.ts';

const guide = readFileSync(new URL('../../docs/liveview.md', import.meta.url), 'utf8');
const blocks = blocksOf(guide);

let project: PhoenixProject;

beforeAll(async () => {
  project = createPhoenixProject();
  project.install();
  await bundleVendor(`${project.assets}/vendor`);
});
afterAll(() => project.remove());

/** A block of the guide as the JavaScript of an `app.js`, with another path for the import of the socket. */
function app(holds: string, socket?: string): string {
  const block = blocks.find((code) => code.includes(holds)) ?? '';
  expect(block).toContain("from 'xstate-phoenix/phoenix'");
  const { outputText } = ts.transpileModule(socket ? block.replace('xstate-phoenix/phoenix', socket) : block, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return outputText;
}

/** The packages of this repository are not built before the tests. */
const conditions = ['xstate-phoenix-source', 'module'];
const ofPhoenix = /^phoenix\/|\/deps\/phoenix\//;

describe("the guide's app.js", () => {
  it.each([
    ['with npm', 'xstate-phoenix/phoenix', {}, 'src/phoenix/socket.ts'],
    ['with the copied file', '../vendor/phoenix', {}, 'vendor/phoenix.js'],
    ['with an alias for npm', 'phoenix', { phoenix: 'xstate-phoenix/phoenix' }, 'src/phoenix/socket.ts'],
    ['with an alias for the copied file', 'phoenix', { phoenix: './vendor/phoenix.js' }, 'vendor/phoenix.js'],
  ])('is bundled as Phoenix does it, %s, and has nothing of phoenix.js', async (_, socket, alias, module) => {
    for (const [name, target] of Object.entries(alias)) expect(guide).toContain(`--alias:${name}=${target}`);
    const { warnings, modules } = await project.bundle(app('longPollFallbackMs', socket), { alias, conditions });
    expect(warnings).toEqual([]);
    expect(modules).toEqual(expect.arrayContaining([module, expect.stringMatching(/^phoenix_live_view\//)]));
    expect(modules.filter((path) => ofPhoenix.test(path))).toEqual([]);
  });

  it('has the inspector in development, and nothing of it in production', async () => {
    const ofInspector = /^inspector\/|^@statelyai\//;
    const [inDevelopment, inProduction] = await Promise.all([
      project.bundle(app('openInspector'), { conditions }),
      project.bundle(app('openInspector'), { conditions, minify: true, sourcemap: true }),
    ]);
    expect(inDevelopment.modules.filter((path) => ofInspector.test(path)).length).toBeGreaterThan(10);
    expect(inProduction.modules.filter((path) => ofInspector.test(path))).toEqual([]);
    expect(inProduction.modules).toContain('src/phoenix/socket.ts');
    expect([inDevelopment.warnings, inProduction.warnings]).toEqual([[], []]);
  });
});
