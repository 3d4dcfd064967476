import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Declarations, makeDeclarations, versions } from './compile.ts';
import { consumersOf } from './consumers.ts';
import { ofDropIn, ofPhoenix } from './phoenix.programs.ts';

let declarations: Declarations;

beforeAll(async () => {
  declarations = await makeDeclarations();
}, 180_000);
afterAll(() => declarations?.remove());

describe('the declarations', () => {
  it('import nothing but xstate, and vitest where its matchers are', () => {
    const others = declarations.imports.filter(([, name]) => !name.startsWith('xstate') && !name.startsWith('#'));
    expect(others).toEqual([['testing/vitest.d.ts', 'vitest']]);
    expect(declarations.imports.length).toBeGreaterThan(others.length);
  });
});

describe.each(versions)('TypeScript %s compiles', { timeout: 180_000 }, (version) => {
  it.each(Object.entries(consumersOf(version)))('%s', async (_, consumer) => {
    expect(await declarations.compile(version, consumer)).toBe('');
  });
});

describe('a program for npm phoenix', { timeout: 180_000 }, () => {
  it('compiles with @types/phoenix', async () => {
    expect(await declarations.compile('6.0', ofPhoenix)).toBe('');
  });

  it.each(versions)('compiles with the drop-in when its one import is changed, in TypeScript %s', async (version) => {
    expect(await declarations.compile(version, ofDropIn)).toBe('');
  });
});

describe('what is compiled', { timeout: 180_000 }, () => {
  it('would be told of a type that is not there', async () => {
    const { 'a page': page } = consumersOf('6.0');
    const files = { 'main.ts': `import type { WebSocket } from 'ws'; export type Socket = WebSocket;` };
    expect(await declarations.compile('6.0', { packages: [], options: page?.options ?? {}, files })).toContain(
      'TS2307',
    );
  });
});
