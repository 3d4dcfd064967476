import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from 'xstate-phoenix';
import * as browser from 'xstate-phoenix/browser';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import {
  blocksOf,
  codesOf,
  deadLinksOf,
  documentedUrl,
  localLinksOf,
  problemsOf,
  run,
  unionOf,
} from './support/blocks.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
const blocks = blocksOf(readme);

let server: PhoenixServer;

beforeAll(async () => {
  server = await startServer({
    channels: {
      'room:lobby': {
        join: () => ({ ok: {} }),
        handleIn(event, payload: object, channel) {
          channel.broadcast(event, payload);
          return { reply: 'ok' };
        },
      },
    },
  });
});
afterAll(() => server.stop());

describe('the code in the README', { timeout: 60_000 }, () => {
  it('begins with ten lines that run', async () => {
    const [first = ''] = blocks;
    expect(first.trim().split('\n').length).toBeLessThanOrEqual(10);
    expect(first).toContain(documentedUrl);
    expect(await run(first, server.url)).toBe('hello\n');
  });

  it('compiles, every block of it', () => {
    expect(problemsOf(blocks)).toEqual([]);
  });

  it('would not, with a mistake in it', () => {
    expect(
      problemsOf([`join(client, 7);`, `const room = join(client, 'a'); on(room, 'b', (c: number) => c);`]),
    ).toEqual([expect.stringContaining('block 1')]);
  });
});

describe('the README', { timeout: 60_000 }, () => {
  it('has every error with its codes', () => {
    const errors = rowsOf('Errors');
    const codes = new Map([...errors].map(([name, [cell = '']]) => [name, wordsIn(cell)]));
    expect(Object.fromEntries(codes)).toEqual({
      ConfigurationError: ['configuration'],
      ConnectError: codesOf('ConnectErrorCode'),
      JoinError: codesOf('JoinErrorCode'),
      PushError: codesOf('PushErrorCode'),
      ProtocolError: codesOf('ProtocolErrorCode'),
    });
  });

  it('names every value that is exported', () => {
    const glance = sectionOf('The API at a glance') + sectionOf('Errors');
    const names = [library, browser].flatMap((module) => Object.keys(module));
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(glance))).toEqual([]);
  });

  it('has no link into nowhere', () => {
    expect(localLinksOf(readme).length).toBeGreaterThan(4);
    expect(deadLinksOf(readme, '')).toEqual([]);
  });
});

describe('the page of the options', () => {
  it('has every option with its default', () => {
    const options = rowsOf('All options', read('docs/options.md'));
    const known = library.parseConfiguration({ url: 'ws://x', ...{ '': 1 } });
    const names = known.ok ? [] : (known.problems[0]?.message.split('; use ')[1]?.split(', ') ?? []);
    expect([...options.keys()].sort()).toEqual(names);
    for (const [name, value] of Object.entries(library.defaults)) {
      expect([name, options.get(name)?.[0]]).toEqual([name, `\`${literal(value)}\``]);
    }
  });
});

describe('the page of the events', { timeout: 60_000 }, () => {
  it('has every event that is emitted', () => {
    const page = read('docs/events.md');
    const emitted = (title: string) => [...rowsOf(title, page).keys()];
    expect(emitted('What a client emits')).toEqual(unionOf('ClientEmitted'));
    expect(emitted('What a channel emits')).toEqual(unionOf('ChannelEmitted'));
  });
});

describe('the page of the errors', { timeout: 60_000 }, () => {
  it('explains every code', () => {
    const page = read('docs/errors.md');
    const classes = ['ConnectError', 'JoinError', 'PushError', 'ProtocolError'];
    const codes = (name: string) => [...rowsOf(`\`${name}\``, page).keys()];
    expect(classes.map(codes)).toEqual(classes.map((name) => codesOf(`${name}Code`)));
  });
});

describe('the page of tests', { timeout: 60_000 }, () => {
  it('has a program with a server that passes', async () => {
    const program = blocksOf(read('docs/testing.md')).find((block) => block.includes('node:assert'));
    expect(await run(program ?? 'throw new Error("there is none")', server.url)).toBe('');
  });
});

function sectionOf(title: string, page = readme): string {
  return page.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';
}

/** The first table of a section: the cells of each row, by that of its first column. */
function rowsOf(title: string, page = readme): ReadonlyMap<string, readonly string[]> {
  const rows = [...sectionOf(title, page).matchAll(/^\| `([\w.]+)` \| (.*) \|$/gm)];
  return new Map(rows.map(([, name = '', cells = '']) => [name, cells.split(' | ')]));
}

function wordsIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

/** A value as JavaScript source. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}
