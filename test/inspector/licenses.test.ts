import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtPage } from '../../inspector/src/page.ts';

describe('the built page', () => {
  it('comes with the licenses of all that it is made of', () => {
    const licenses = readFileSync(new URL('licenses.md', builtPage), 'utf8');
    const named = Array.from(licenses.matchAll(/^## (\S+) - [\d.]+ \(([^)]+)\)$/gm), ([, name, license]) => [
      name,
      license,
    ]);
    expect(Object.fromEntries(named)).toEqual({
      '@preact/signals': 'MIT',
      '@preact/signals-core': 'MIT',
      elkjs: 'EPL-2.0 OR GPL-3.0-or-later',
      preact: 'MIT',
    });
  });
});
