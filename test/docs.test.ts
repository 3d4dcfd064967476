import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as xstate from 'xstate';
import * as graph from 'xstate/graph';
import * as library from 'xstate-phoenix';
import * as browser from 'xstate-phoenix/browser';
import * as group from 'xstate-phoenix/group';
import * as longpoll from 'xstate-phoenix/longpoll';
import * as phoenix from 'xstate-phoenix/phoenix';
import * as pool from 'xstate-phoenix/pool';
import * as presence from 'xstate-phoenix/presence';
import * as telemetry from 'xstate-phoenix/telemetry';
import * as testing from 'xstate-phoenix/testing';
import * as matchers from 'xstate-phoenix/testing/vitest';
import * as inspector from 'xstate-phoenix-inspector';
import * as inspectorInPage from 'xstate-phoenix-inspector/browser';
import { isForeign } from '../src/machines/client/calls.ts';
import { codes, say } from '../src/sentences/whole.ts';
import { blocksOf, codesOf, deadLinksOf, problemsOf, proseOf, unionOf } from './support/blocks.ts';

const folder = new URL('../docs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** What code without imports may use, besides what that of the README may. */
const scope = [
  `import { ${Object.keys(testing).join(', ')} } from 'xstate-phoenix/testing';`,
  `import { ${Object.keys(longpoll).join(', ')} } from 'xstate-phoenix/longpoll';`,
  `import { createPresence } from 'xstate-phoenix/presence';`,
  `import { ${Object.keys(pool).join(', ')} } from 'xstate-phoenix/pool';`,
  `import { ${Object.keys(group).join(', ')} } from 'xstate-phoenix/group';`,
  `import { ${Object.keys(telemetry).join(', ')} } from 'xstate-phoenix/telemetry';`,
  `import { ${Object.keys(browser).join(', ')} } from 'xstate-phoenix/browser';`,
  `import { toDirectedGraph } from 'xstate/graph'; import * as api from '@opentelemetry/api';`,
  `import { expect } from 'vitest'; import 'xstate-phoenix/testing/vitest';`,
  `declare const server: import('xstate-phoenix/testing').TestServer; declare const url: string;`,
].join('');

/** The functions that the docs may name: the exports, the methods of every actor, and the scope of a handler. */
const callable = new Set([
  ...[
    library,
    browser,
    group,
    longpoll,
    pool,
    presence,
    testing,
    telemetry,
    matchers,
    xstate,
    graph,
    inspector,
    inspectorInPage,
  ].flatMap((module) => Object.keys(module)),
  ...Object.getOwnPropertyNames(xstate.Actor.prototype),
  ...['assign', 'update', 'send', 'raise', 'sendAfter', 'stop'],
  // Of a presence.
  ...['list', 'by', 'onJoin', 'onLeave', 'onUpdate', 'onSync', 'dispose'],
  // Of the drop-in.
  ...[phoenix.Socket, phoenix.Channel].flatMap((drop) => methodsOf(drop.prototype)),
  // Of @statelyai/inspect.
  'createBrowserInspector',
]);

/** The methods of a class and of those that it extends. */
function methodsOf(prototype: object): string[] {
  const above = Object.getPrototypeOf(prototype);
  return [...Object.getOwnPropertyNames(prototype), ...(above === Object.prototype ? [] : methodsOf(above))];
}

/** The rows of all tables of a text whose first cell is code: that code, and the other cells. */
function rowsOf(text: string): readonly (readonly [string, ...string[]])[] {
  const rows = [...text.matchAll(/^\| (`[\w.-]+`(?:, `[\w.-]+`)*) \| (.*) \|$/gm)];
  return rows.flatMap(([, first = '', rest = '']) =>
    wordsIn(first).map((word) => [word, ...rest.split(' | ')] as const),
  );
}

function wordsIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

/** The text under a heading, up to the next one of its level or higher. */
function sectionOf(text: string, heading: string): string {
  const [marks = ''] = heading.split(' ', 1);
  const [, section = ''] = text.split(`\n${heading}\n`);
  return section.split(new RegExp(`^#{1,${marks.length}} `, 'm'))[0] ?? '';
}

describe.each(names)('docs/%s', { timeout: 60_000 }, (name) => {
  const text = read(name);

  it('has code that compiles, every block of it', () => {
    expect(problemsOf(blocksOf(text), scope)).toEqual([]);
  });

  it('calls nothing that is not there', () => {
    // The second cell of these rows names what phoenix.js has.
    const code = wordsIn(proseOf(text).replace(/^(\| B\d+ \|) .*? \|/gm, '$1'));
    const calls = code.flatMap((span) =>
      Array.from(span.matchAll(/(?<![\w.$#])([a-z]\w*)\(/g), ([, call = '']) => call),
    );
    expect(calls.filter((call) => !callable.has(call) && !(call in globalThis))).toEqual([]);
    const ofServer = code.flatMap((span) => Array.from(span.matchAll(/\bserver\.(\w+)\(/g), ([, call = '']) => call));
    expect(ofServer.filter((call) => !(call in testing.createTestServer()))).toEqual([]);
  });

  it('has no link into nowhere', () => {
    expect(deadLinksOf(text, 'docs/')).toEqual([]);
  });
});

describe('the guide to the charts', { timeout: 60_000 }, () => {
  const charts = read('charts.md');

  describe.each([
    ['client', sectionOf(charts, '## The client'), library.clientMachine, 'Client'],
    ['channel', sectionOf(charts, '## A channel'), library.channelMachine, 'Channel'],
  ] as const)('of the %s', (kind, section, machine, prefix) => {
    const nodes = statesIn(machine.root);

    it('describes every state, and no other', () => {
      const described = Array.from(section.matchAll(/^(?:### |- )`([\w.-]+)`/gm), ([, state]) => state);
      const regions = nodes.filter(({ parent }) => parent?.type === 'parallel');
      expect(described.sort()).toEqual(
        nodes
          .filter((node) => !regions.includes(node))
          .map(pathOf)
          .sort(),
      );
      expect(regions.map(({ key }) => key).filter((key) => !section.includes(`\n\`${key}\` `))).toEqual([]);
    });

    it('names the delay of each state', () => {
      const delays = nodes.flatMap(({ path, after }) => after.map(({ delay }) => [path[0], delay] as const));
      expect(delays.length).toBeGreaterThan(2);
      const told = ([state, delay]: readonly [unknown, unknown]) =>
        sectionOf(section, `### \`${state}\``).includes(`\`${delay}\``);
      expect(delays.filter((delay) => !told(delay))).toEqual([]);
    });

    it('has what may be sent, and all that is emitted', () => {
      const sent = rowsOf(sectionOf(section, `### What you may send to a ${kind}`)).map(([type]) => type);
      const facts = unionOf(`${prefix}Event`);
      const others = ['client.call', 'client.assign'];
      const commands = unionOf(`${prefix}Command`).filter((type) => !others.includes(type));
      expect(sent.slice(0, commands.length)).toEqual(commands);
      expect(sent.filter((type) => !facts.includes(type))).toEqual([]);
      const emitted = rowsOf(sectionOf(section, `### What a ${kind} emits`)).map(([type]) => type);
      expect(emitted).toEqual(unionOf(`${prefix}Emitted`));
    });
  });
});

describe('the page of codes', () => {
  const rows = rowsOf(read('codes.md'));

  it('has every code once, and no other', () => {
    expect(rows.map(([code]) => code).sort()).toEqual([...codes].sort());
  });

  it('has the sentences', () => {
    const plain = ['delay', 'signal', 'url_scheme', 'stopped', 'push_overflow', 'join_params', 'malformed'] as const;
    const toldOf = (code: string) => rows.find(([row]) => row === code)?.[1];
    expect(plain.map(toldOf)).toEqual([
      say('delay'),
      say('signal'),
      say('url_scheme'),
      say('stopped'),
      say('push_overflow', false),
      'was not sent, because its params are missing or can not be encoded; see cause.',
      say('malformed'),
    ]);
  });
});

describe('the guide to retries', () => {
  const retries = read('retries.md');

  it('has the defaults', () => {
    const line = retries.replaceAll(/\s+/g, ' ');
    const words = (list: readonly number[]) => `${list.slice(0, -1).join(', ')}, then ${list.at(-1)}`;
    const { reconnectAfterMs, rejoinAfterMs, pushTimeoutMs, pushBuffer, stableAfterMs } = library.defaults;
    expect(line).toContain(`| default, in ms | ${words(reconnectAfterMs)} | ${words(rejoinAfterMs)} |`);
    for (const [name, value] of Object.entries({ pushTimeoutMs, stableAfterMs }))
      expect(line).toContain(`\`${name}\` (${value})`);
    expect(line).toContain(`\`pushBuffer\`, ${pushBuffer.max} by default`);
  });

  it('has every code of a push', () => {
    const table = sectionOf(retries, '## Pushes and deadlines');
    const codes = Array.from(table.matchAll(/^\| (`.*?) \| (?:true|false) \|/gm), ([, cell = '']) => wordsIn(cell));
    expect(codes.flat().sort()).toEqual(codesOf('PushErrorCode').sort());
  });
});

describe('the guide to callbacks', () => {
  const callbacks = read('callbacks.md');
  const { delays, guards } = library.clientMachine.implementations;
  const firsts = (heading: string) => rowsOf(sectionOf(callbacks, heading)).map(([first]) => first);

  it('has every handler', () => {
    const names = Object.keys(library.clientMachine.implementations.actions);
    expect(firsts('## The handlers')).toEqual(names.filter((name) => name.startsWith('on')));
  });

  it('has every delay and every guard', () => {
    expect(firsts('## Delays and guards').sort()).toEqual([...Object.keys(delays), ...Object.keys(guards)].sort());
  });

  it('has the words that no event of ones own may begin with', () => {
    const [, list = ''] = /must not begin with (.*?)\. Such/s.exec(callbacks) ?? [];
    const client = library.interpret(library.clientMachine, { input: { url: 'ws://localhost/socket' } });
    const own = [...unionOf('ClientEvent'), 'xstate.init'].map((type) => type.split('.', 1)[0] ?? '');
    expect(wordsIn(list).filter((word) => isForeign({ type: `${word}.mine` }, client))).toEqual([]);
    expect([...new Set(own)].filter((word) => !wordsIn(list).includes(word))).toEqual([]);
  });
});

describe.each([
  ['Slipstream', 'coming-from-slipstream.md', 'A', 70],
  ['phoenix.js', 'coming-from-phoenix-js.md', 'B', 45],
] as const)('the guide from %s', { timeout: 60_000 }, (_, name, letter, count) => {
  const text = read(name);
  const rows = Array.from(text.matchAll(/^\| ([AB]\d+) \| (.*) \|$/gm), ([, id, cells = '']) => [
    id,
    ...cells.split(' | '),
  ]);

  it('has a row for each of its features, in order, without a gap', () => {
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: count }, (_, index) => `${letter}${index + 1}`));
    expect(rows.filter((row) => row.length !== 5 || row.some((cell) => !cell?.trim()))).toEqual([]);
  });

  it('has lines of code that compile', () => {
    const lines = rows.map(([, , , line = '']) => /^`([^`]+)`$/.exec(line)?.[1] ?? 'this is no code');
    expect(problemsOf(lines, scope)).toEqual([]);
  });

  it('would not, with a mistake in it', () => {
    expect(problemsOf(['server.accept();', 'server.accept(7);'], scope)).toEqual([expect.stringContaining('block 2')]);
  });
});

function statesIn(root: xstate.AnyStateNode): readonly xstate.AnyStateNode[] {
  return Object.values(root.states).flatMap((state) => [state, ...statesIn(state)]);
}

function pathOf({ path }: xstate.AnyStateNode): string {
  return path.join('.');
}
