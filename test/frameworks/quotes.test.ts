import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../examples/frameworks/', import.meta.url);
const guide = readFileSync(new URL('../../docs/frameworks.md', import.meta.url), 'utf8');
const quotes = Array.from(guide.matchAll(/^`([\w./]+)`\n\n```\w+\n(.*?)^```$/gms), ([, path = '', code = '']) => ({
  path,
  code,
}));

describe('the guide to frameworks', () => {
  it.each(quotes)('quotes $path as it is compiled and run', ({ path, code }) => {
    const file = readFileSync(new URL(path, folder), 'utf8');
    // Our own pages are of another framework, so that each file has to say which it is of. A reader's need not.
    expect(code).toBe(file.replace(/^\/\*\* @jsxImportSource .*\n/, ''));
  });

  it('quotes every file of the examples, and has no other code', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
    expect(quotes.map(({ path }) => path).sort()).toEqual(files.sort());
    expect(guide.match(/^```\w/gm)).toHaveLength(quotes.length);
  });
});
