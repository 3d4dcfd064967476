import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project } from './packed.ts';

let project: Project;

beforeAll(() => {
  project = createProject();
});
afterAll(() => project.remove());

/** All that a platform has beyond the language, as far as Node and browsers know it. */
const ofPlatforms = [
  ...Object.getOwnPropertyNames(globalThis).filter((name) => !runInContext(`'${name}' in globalThis`, createContext())),
  ...['window', 'self', 'document', 'location', 'navigator', 'WebSocket', 'XMLHttpRequest', 'addEventListener'],
];

/** Imports a module on a platform that has nothing at all, and tells what of it was asked for. */
function asked(script: string): readonly string[] {
  const touched = new Set<string>();
  const nothing = Object.fromEntries(
    ofPlatforms.map((name) => [name, { configurable: true, get: () => void touched.add(name) }]),
  );
  const context = createContext(Object.defineProperties({}, nothing));
  runInContext(script, context);
  expect(runInContext('Object.keys(library).length', context)).toBeGreaterThan(0);
  return [...touched];
}

const iife = { format: 'iife', globalName: 'library' } as const;

describe('the import of the library', () => {
  it.each([
    ['xstate-phoenix', 'a page', ['browser']],
    ['xstate-phoenix', 'React Native', ['react-native']],
    ['xstate-phoenix', 'Node', ['node']],
    ['xstate-phoenix/serializers', 'a page', ['browser']],
    ['xstate-phoenix/telemetry', 'a page', ['browser']],
    ['xstate-phoenix/browser', 'a page', ['browser']],
    ['xstate-phoenix/browser', 'Node', ['node']],
    ['xstate-phoenix/longpoll', 'a page', ['browser']],
    ['xstate-phoenix/presence', 'a page', ['browser']],
    ['xstate-phoenix/pool', 'a page', ['browser']],
    ['xstate-phoenix/group', 'a page', ['browser']],
  ])('(%s for %s) asks for nothing of the platform', async (name, _, conditions) => {
    const external = ['ws', '@opentelemetry/api'];
    const { text } = await project.bundle(`export * from '${name}';`, conditions, { ...iife, external });
    expect(ofPlatforms).toEqual(
      expect.arrayContaining(['TextEncoder', 'URL', 'AbortController', 'performance', 'setTimeout']),
    );
    expect(asked(text)).toEqual([]);
  });

  it('(xstate-phoenix/testing) needs no class of ws, which jsdom is given without them', async () => {
    const stub = join(project.folder, 'ws.cjs');
    writeFileSync(stub, 'module.exports = () => { throw new Error("not in a browser"); };');
    const options = { platform: 'node', alias: { ws: stub } } as const;
    const { text } = await project.bundle(`export * from 'xstate-phoenix/testing';`, ['browser', 'node'], options);
    const file = join(project.folder, 'testing.mjs');
    writeFileSync(file, text);
    expect(await import(pathToFileURL(file).href)).toHaveProperty('createTestServer');
  });

  it('would be seen to ask', async () => {
    const { text } = await project.bundle('export const kinds = [TextEncoder, typeof URL];', [], iife);
    expect(asked(text)).toEqual(['TextEncoder', 'URL']);
  });
});
