import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from 'xstate-phoenix';
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

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
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

  it('has a test recipe that passes', async () => {
    const recipe = blocks.find((block) => block.includes('node:assert')) ?? 'throw new Error("there is none")';
    expect(await run(recipe, server.url)).toBe('');
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
  it('has every option with its default', () => {
    const options = rowsOf('Options');
    const known = library.parseConfiguration({ url: 'ws://x', ...{ '': 1 } });
    const names = known.ok ? [] : (known.problems[0]?.message.split('there are ')[1]?.split(', ') ?? []);
    expect([...options.keys()].sort()).toEqual(names);
    for (const [name, value] of Object.entries(library.defaults)) {
      expect([name, options.get(name)?.[0]]).toEqual([name, `\`${literal(value)}\``]);
    }
  });

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

  it('has every event that is emitted', () => {
    const emitted = [...sectionOf('Events and snapshots').matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name]) => name);
    expect(emitted).toEqual([...unionOf('ClientEmitted'), ...unionOf('ChannelEmitted')]);
  });

  it('names every value that is exported', () => {
    const glance = sectionOf('The API at a glance') + sectionOf('Errors');
    expect(Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(glance))).toEqual([]);
  });

  it('has no link into nowhere', () => {
    expect(localLinksOf(readme).length).toBeGreaterThan(4);
    expect(deadLinksOf(readme, '')).toEqual([]);
  });
});

function sectionOf(title: string): string {
  return readme.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';
}

/** The first table of a section: what stands in its first column, and the other cells. */
function rowsOf(title: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...sectionOf(title).matchAll(/^\| `(\w+)` \| (.*) \|$/gm)];
  return new Map(rows.map(([, name = '', cells = '']) => [name, cells.split(' | ')]));
}

function wordsIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

/** A value as one would write it. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}
