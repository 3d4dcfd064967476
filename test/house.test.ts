import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breaches, DEFAULT_TRANSPORT, type House, thoseNamingWs } from './house.ts';

const src = new URL('../src/', import.meta.url);
const house: House = new Map(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(new URL(path, src), 'utf8')]),
);

describe('the house', () => {
  it('keeps its rules', () => {
    expect(breaches(house)).toEqual([]);
  });

  it('names the package ws in the transport for Node, and nowhere else', () => {
    expect(thoseNamingWs(house)).toEqual([DEFAULT_TRANSPORT]);
  });
});

describe('a rule of the house', () => {
  it.each([
    ['errors.ts', `import './protocol/frame.ts'`, 'errors.ts imports protocol/frame.ts from above'],
    [
      'protocol/x.ts',
      `import type { Transport } from '../transport/transport.ts'`,
      'protocol/x.ts imports transport/transport.ts from above',
    ],
    ['transport/x.ts', `export { y } from '../machines/y.ts'`, 'transport/x.ts imports machines/y.ts from above'],
    ['transport/x.ts', `import '../configuration.ts'`, 'transport/x.ts imports configuration.ts from above'],
    [
      'configuration.ts',
      `const y = await import('./machines/y.ts')`,
      'configuration.ts imports machines/y.ts from above',
    ],
    ['machines/x.ts', `import { push } from '../push.ts'`, 'machines/x.ts imports push.ts from above'],
    ['push.ts', `export * from './index.ts'`, 'push.ts imports index.ts from above'],
    ['machines/x.ts', `import type { T } from '../telemetry/t.ts'`, 'machines/x.ts imports telemetry/t.ts from above'],
    ['push.ts', `import './telemetry/t.ts'`, 'push.ts imports telemetry/t.ts from above'],
    ['index.ts', `export { s } from './testing/index.ts'`, 'index.ts imports testing/index.ts from above'],
    ['protocol/x.ts', `type X = import('../machines/y.ts').Y`, 'protocol/x.ts imports machines/y.ts from above'],
    ['protocol/x.ts', `import { setup } from 'xstate'`, 'protocol/x.ts imports xstate'],
    ['transport/x.ts', `import type { A } from 'xstate/graph'`, 'transport/x.ts imports xstate'],
    ['machines/x.ts', `import '../../test/x.ts'`, 'machines/x.ts imports ../test/x.ts, which is outside src'],
    ['machines/x.ts', `import { join } from 'xstate-phoenix'`, 'machines/x.ts imports the package it is a part of'],
    ['cellar/x.ts', '', 'cellar/x.ts stands on no floor'],
    ['machines/x.ts', 'setTimeout(f, 1)', 'machines/x.ts uses setTimeout'],
    ['machines/x.ts', 'globalThis.setInterval(f, 1)', 'machines/x.ts uses setInterval'],
    ['protocol/x.ts', 'const later = setTimeout', 'protocol/x.ts uses setTimeout'],
    ['push.ts', 'export default 1', 'push.ts has a default export'],
    ['push.ts', 'export default function f() {}', 'push.ts has a default export'],
    ['push.ts', 'const x = 1; export { x as default }', 'push.ts has a default export'],
  ])('is broken by %s with %s', (path, text, breach) => {
    expect(breaches(new Map([[path, text]]))).toEqual([breach]);
  });

  it('is broken by a second file that names ws', () => {
    const text = `import type { WebSocket } from 'ws'`;
    const first = [DEFAULT_TRANSPORT, text] as const;
    expect(breaches(new Map([first, ['push.ts', text]]))).toEqual(['transport/ws.ts and push.ts name ws']);
    expect(breaches(new Map([first, ['testing/x.ts', text]]))).toEqual([]);
  });

  it.each([
    ['machines/x.ts', '// setTimeout(f, 1)\nclock.setTimeout(f, 1); interface C { setTimeout(): void }'],
    ['machines/x.ts', `import { v2 } from '../protocol/v2.ts'; const s = "import '../push.ts'";`],
    ['push.ts', `import { x } from './await.ts'; import { defaultTransport } from '#default-transport'`],
    ['testing/x.ts', `import { join } from '../index.ts'`],
  ])('is kept by %s with %s', (path, text) => {
    expect(breaches(new Map([[path, text]]))).toEqual([]);
  });
});
