import { describe, expect, it } from 'vitest';
import { DEFAULT_TRANSPORT, readHouse } from '../../scripts/structure/modules.ts';
import { breaches, thoseNamingWs } from './breaches.ts';
import { layerOf, readLayers } from './layers.ts';

const house = readHouse(['src']);

describe('the house', () => {
  it('keeps its rules', () => {
    expect(house.size).toBeGreaterThan(100);
    expect(breaches(house)).toEqual([]);
  });

  it('names the package ws in the transport for Node, and nowhere else', () => {
    expect(thoseNamingWs(house)).toEqual([DEFAULT_TRANSPORT]);
  });
});

describe('the table of layers', () => {
  const layers = readLayers();

  it('has a file for each of its places', () => {
    const places = layers.flatMap(({ places }) => places);
    const isEmpty = (place: string) =>
      ![...house.keys()].some((path) => layerOf([{ name: '', places: [place] }], path) === 0);
    expect(places.length).toBeGreaterThan(10);
    expect(places.filter(isEmpty)).toEqual([]);
  });

  it('places a file by what names it most closely', () => {
    const nameOf = (path: string) => layers[layerOf(layers, path) ?? -1]?.name;
    expect(nameOf('src/errors.ts')).toBe('errors');
    expect(nameOf('src/push.ts')).toBe('functions');
    expect(nameOf('src/machines/time.ts')).toBe('ground of the machines');
    expect(nameOf('src/machines/channel/time.ts')).toBe('channel');
    expect(nameOf('src/index.ts')).toBe('entry points');
    expect(nameOf('src/cellar/x.ts')).toBeUndefined();
  });
});

describe('a rule of the house', () => {
  it.each([
    ['errors.ts', `import './protocol/frame.ts'`, 'errors.ts imports src/protocol/frame.ts from above'],
    [
      'protocol/x.ts',
      `import type { Transport } from '../transport/transport.ts'`,
      'protocol/x.ts imports src/transport/transport.ts from above',
    ],
    ['transport/x.ts', `export { y } from '../machines/y.ts'`, 'transport/x.ts imports src/machines/y.ts from above'],
    ['transport/x.ts', `import '../configuration.ts'`, 'transport/x.ts imports src/configuration.ts from above'],
    [
      'configuration.ts',
      `const y = await import('./machines/y.ts')`,
      'configuration.ts imports src/machines/y.ts from above',
    ],
    [
      'machines/x.ts',
      `import type { Y } from './channel/y.ts'`,
      'machines/x.ts imports src/machines/channel/y.ts from above',
    ],
    [
      'machines/channel/x.ts',
      `import type { Y } from '../client/y.ts'`,
      'machines/channel/x.ts imports src/machines/client/y.ts from above',
    ],
    [
      'machines/client/x.ts',
      `import { push } from '../../push.ts'`,
      'machines/client/x.ts imports src/push.ts from above',
    ],
    ['push.ts', `export * from './index.ts'`, 'push.ts imports src/index.ts from above'],
    [
      'machines/x.ts',
      `import type { T } from '../telemetry/t.ts'`,
      'machines/x.ts imports src/telemetry/t.ts from above',
    ],
    ['push.ts', `import './telemetry/t.ts'`, 'push.ts imports src/telemetry/t.ts from above'],
    ['index.ts', `export { s } from './testing/index.ts'`, 'index.ts imports src/testing/index.ts from above'],
    ['protocol/x.ts', `type X = import('../machines/y.ts').Y`, 'protocol/x.ts imports src/machines/y.ts from above'],
    ['protocol/x.ts', `import { setup } from 'xstate'`, 'protocol/x.ts imports xstate'],
    ['transport/x.ts', `import type { A } from 'xstate/graph'`, 'transport/x.ts imports xstate'],
    ['machines/x.ts', `import '../../test/x.ts'`, 'machines/x.ts imports test/x.ts, which is outside src'],
    ['machines/x.ts', `import { join } from 'xstate-phoenix'`, 'machines/x.ts imports the package it is a part of'],
    ['cellar/x.ts', '', 'cellar/x.ts stands on no layer'],
    ['machines/x.ts', 'setTimeout(f, 1)', 'machines/x.ts uses setTimeout'],
    ['machines/x.ts', 'globalThis.setInterval(f, 1)', 'machines/x.ts uses setInterval'],
    ['protocol/x.ts', 'const later = setTimeout', 'protocol/x.ts uses setTimeout'],
    ['push.ts', 'export default 1', 'push.ts has a default export'],
    ['push.ts', 'export default function f() {}', 'push.ts has a default export'],
    ['push.ts', 'const x = 1; export { x as default }', 'push.ts has a default export'],
  ])('is broken by %s with %s', (path, text, breach) => {
    expect(breaches(new Map([[`src/${path}`, text]]))).toEqual([`src/${breach}`]);
  });

  it('is broken by a class that extends one that is kept out of proxies', () => {
    const base = 'export class Base { constructor() { keepOutOfProxies(this); } }';
    const heir = `import { Base } from './base.ts'; export class Heir extends Base { #own = 1; }`;
    const house = new Map([
      ['src/machines/base.ts', base],
      ['src/machines/heir.ts', heir],
    ]);
    expect(breaches(house)).toEqual(['src/machines/heir.ts extends Base, which is kept out of proxies']);
    expect(breaches(house.set('src/machines/base.ts', 'export class Base {}'))).toEqual([]);
  });

  it('is broken by a second file that names ws', () => {
    const text = `import type { WebSocket } from 'ws'`;
    const first = [DEFAULT_TRANSPORT, text] as const;
    expect(breaches(new Map([first, ['src/push.ts', text]]))).toEqual([`${DEFAULT_TRANSPORT} and src/push.ts name ws`]);
    expect(breaches(new Map([first, ['src/testing/x.ts', text]]))).toEqual([]);
  });

  it.each([
    ['machines/x.ts', '// setTimeout(f, 1)\nclock.setTimeout(f, 1); interface C { setTimeout(): void }'],
    ['machines/x.ts', `import { v2 } from '../protocol/v2.ts'; const s = "import '../push.ts'";`],
    ['machines/client/x.ts', `import { y } from '../channel/y.ts'; import { z } from '../z.ts'`],
    ['push.ts', `import { x } from './await.ts'; import { defaultTransport } from '#default-transport'`],
    ['testing/x.ts', `import { join } from '../index.ts'`],
  ])('is kept by %s with %s', (path, text) => {
    expect(breaches(new Map([[`src/${path}`, text]]))).toEqual([]);
  });
});
