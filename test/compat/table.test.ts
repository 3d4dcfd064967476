import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jestPatterns } from '../../scripts/compat/apps.ts';
import { checks } from '../../scripts/compat/checks.ts';
import { settings } from '../../scripts/compat/dropin.settings.ts';
import { dropIns } from '../../scripts/compat/dropin.ts';
import { nextConfig } from '../../scripts/compat/next.ts';
import { drawTable } from '../../scripts/compat/table.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const guide = read('docs/bundlers-and-runtimes.md');

/** The table in a document, as `npm run compat` would print it. */
function tableIn(text: string): string {
  const [head = ''] = drawTable([]).split('\n');
  return text.slice(text.indexOf(head)).split('\n\n')[0]?.trimEnd() ?? '';
}

describe('the table of tools', () => {
  it('is what npm run compat prints when all of them work', () => {
    const drawn = drawTable(checks.map((check) => ({ check, version: 'VERSION', result: 'works' })));
    expect(tableIn(guide).replaceAll(/\| \d[\d.]* \|/g, '| VERSION |')).toBe(drawn);
  });

  it('is the same in the README', () => {
    expect(tableIn(read('README.md'))).toBe(tableIn(guide));
  });
});

describe('the guide to the drop-in', () => {
  const dropIn = read('docs/drop-in.md');

  it('has the second table that npm run compat prints', () => {
    const drawn = drawTable(dropIns.map((check) => ({ check, version: 'VERSION', result: 'works' })));
    expect(tableIn(dropIn).replaceAll(/\| \d[\d.]* \|/g, '| VERSION |')).toBe(drawn);
  });

  it.each(Object.entries(settings))('tells %s what the tried project tells it', (_, setting) => {
    expect(dropIn).toContain(setting);
  });
});

describe('the guide to bundlers', () => {
  it('tells Jest and Next what the tried projects tell them', () => {
    expect(guide).toContain(jestPatterns);
    expect(guide).toContain(nextConfig);
  });
});
