import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks } from '../../scripts/compat/checks.ts';
import { drawTable } from '../../scripts/compat/table.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('the table of tools in the README', () => {
  it('is what npm run compat prints when all of them work', () => {
    const drawn = drawTable(checks.map((check) => ({ check, version: 'VERSION', result: 'works' })));
    const [head = ''] = drawn.split('\n');
    const table = readme.slice(readme.indexOf(head)).split('\n\n')[0] ?? '';
    expect(table.replaceAll(/\| \d[\d.]* \|/g, '| VERSION |')).toBe(drawn);
  });
});
