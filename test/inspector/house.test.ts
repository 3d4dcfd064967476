import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = new URL('../../inspector/', import.meta.url);
const files = ['src', 'page', 'test'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
);

function importsOf(path: string): string[] {
  const text = readFileSync(new URL(path, root), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

describe('the house of the inspector', () => {
  it('does not import xstate, which is version 4 there', () => {
    const naming = files.filter((path) => importsOf(path).some((name) => /^xstate(\/|$)/.test(name)));
    expect(files.length).toBeGreaterThan(20);
    expect(naming).toEqual([]);
  });

  it('has a tap and a hub that run in a browser, too', () => {
    const seen = new Set<string>();
    const visit = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const name of importsOf(path)) {
        expect(`${path} imports ${name}`).not.toMatch(/ (node:.*|ws)$/);
        if (name.startsWith('.')) visit(new URL(name, `file:///${path}`).pathname.slice(1));
      }
    };
    for (const path of ['src/tap.ts', 'src/hub.ts', 'src/live.ts', 'src/frames.ts', 'src/control.ts']) visit(path);
    expect(seen.size).toBeGreaterThan(10);
  });

  it('lets nothing of the client’s source know of it', () => {
    const src = new URL('../../src/', import.meta.url);
    const knowing = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) =>
        readFileSync(new URL(path.replaceAll('\\', '/'), src), 'utf8').includes('xstate-phoenix-inspector'),
      );
    expect(knowing).toEqual([]);
  });
});
