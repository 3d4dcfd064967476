import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project } from './packed.ts';

let project: Project;

beforeAll(() => {
  project = createProject();
});
afterAll(() => project.remove());

const entry = `export * from 'xstate-phoenix';`;
/** What only Node needs. */
const ofNode = /^(ws|node:.*|src\/transport\/ws\.ts)$/;

const builds = [
  ['a page', ['browser', 'module'], 'browser'],
  ['a tool that sets no condition', [], 'neutral'],
  ['a worker', ['worker', 'browser'], 'browser'],
  ['an edge runtime', ['workerd', 'edge-light', 'worker'], 'neutral'],
  ['React Native', ['react-native'], 'neutral'],
  ['Deno', ['deno', 'node', 'module'], 'neutral'],
  ['Bun', ['bun', 'node', 'module'], 'neutral'],
  ['Jest with jsdom', ['require', 'node', 'default', 'browser'], 'neutral'],
] as const;

describe('a bundle in a project without ws', () => {
  it.each(builds)('for %s holds nothing of Node', async (_, conditions, platform) => {
    const { graph } = await project.bundle(entry, conditions, { platform });
    expect(graph.length).toBeGreaterThan(50);
    expect(graph.filter((item) => ofNode.test(item))).toEqual([]);
    expect(graph).toEqual(expect.arrayContaining(['src/transport/websocket.ts', 'src/transport/ws.absent.ts']));
  });

  it.each([
    ['external', ['ws']],
    ['unknown', []],
  ])('for Node leaves the import of ws to the run (%s)', async (_, external) => {
    const { graph, text } = await project.bundle(entry, ['node', 'module'], { platform: 'node', external });
    expect(graph.filter((item) => ofNode.test(item))).toEqual(['src/transport/ws.ts', 'node:module', 'ws']);
    expect(text).toContain('import("ws")');
  });

  it('exports the same names for all of them', async () => {
    const forNode = await project.bundle(entry, ['node'], { platform: 'node', external: ['ws'] });
    expect(forNode.exports).toContain('ws');
    for (const [, conditions, platform] of builds)
      expect((await project.bundle(entry, conditions, { platform })).exports).toEqual(forNode.exports);
  });

  it('has the serializers alone where they alone are imported', async () => {
    const { graph } = await project.bundle(`export * from 'xstate-phoenix/serializers';`, ['browser']);
    expect(graph.filter((item) => /^(src\/(machines|transport)|.*xstate\/)/.test(item))).toEqual([]);
  });
});
