import { describe, expect, it } from 'vitest';
import { audit } from './audit.ts';
import { explore } from './explore.ts';
import { leftAfter, type Model } from './model.ts';
import { models } from './models/index.ts';
import { renamed } from './names.ts';
import { Seen } from './seen.ts';
import { counterexampleInWords } from './words.ts';

/** Few enough for a busy machine; `npm run explore` looks at as many as it is told to. */
const STATES = 300;
const PAIRS = 10;
/** Generous, for busy machines; nothing is asserted about time. */
const LIMIT_MS = 300_000;

describe('in every state of a small world', () => {
  it.each(models.map((model) => [model.name, model] as const))(
    '(%s) all invariants hold',
    async (_, model) => {
      const { counterexample, states } = await explore(model, { states: STATES, depth: 100 });
      expect(counterexample ? counterexampleInWords(model, counterexample) : 'all hold').toBe('all hold');
      expect(states).toBeGreaterThanOrEqual(STATES);
    },
    LIMIT_MS,
  );
});

describe('two histories that are said to end in one state', () => {
  it.each(models.map((model) => [model.name, model] as const))(
    '(%s) have the same next states',
    async (_, model) => {
      const { differences, pairs } = await audit(model, PAIRS);
      expect(differences).toEqual([]);
      expect(pairs).toBe(PAIRS);
    },
    LIMIT_MS,
  );
});

describe('an exploration', () => {
  const heedless: Model = {
    name: 'no-heartbeat',
    topics: ['a'],
    options: { input: { heartbeatIntervalMs: 0, joinTimeoutMs: 100, rejoinAfterMs: [100] } },
    begin: [{ act: 'network', is: 'up' }],
    acts: [{ act: 'up' }, { act: 'down' }, { act: 'join', topic: 'a', params: 'value' }, { act: 'freeze' }],
    limits: [{ acts: ['join'], times: 1 }],
    queue: 3,
  };

  it('finds the shortest history after which something does not hold, and says how to see it again', async () => {
    const { counterexample } = await explore(heedless, { states: 1_000, depth: 10 });
    expect(counterexample).toBeDefined();
    if (!counterexample) return;
    const lines = counterexampleInWords(heedless, counterexample).split('\n');
    expect(lines.filter((line) => /^ {2}\d/.test(line))).toEqual(['  1  join a (value)', '  2  freeze']);
    expect(lines.join('\n')).toContain('I7: 3000 ms after the network healed "a" is "joining"');
    expect(lines.at(-1)).toBe('npm run explore -- --model no-heartbeat --replay 2,3 --end');
  });

  it('comes to an end where there is nothing left to find', async () => {
    const { isExhausted, states } = await explore(
      { ...heedless, acts: heedless.acts.slice(0, 3) },
      { states: 1_000, depth: 100 },
    );
    expect(isExhausted).toBe(true);
    expect(states).toBeLessThan(20);
  });
});

describe('what was seen', () => {
  it('covers the same world with less left to happen, and not with more', () => {
    const seen = new Seen();
    expect(seen.takes('a', [1, 1])).toBe(true);
    expect(seen.takes('a', [1, 0])).toBe(false);
    expect(seen.takes('a', [0, 2])).toBe(true);
    expect(seen.takes('a', [2, 2])).toBe(true);
    expect(seen.takes('a', [0, 2])).toBe(false);
    expect(seen.takes('b', [0, 0])).toBe(true);
    expect(seen.size).toBe(2);
  });
});

describe('what only counts up', () => {
  it('is told by rank, each kind by itself', () => {
    expect(renamed('["#7#","#12#","#7#","~7~"]')).toBe('["#0","#1","#0","~0"]');
  });

  it('keeps its order', () => {
    expect(renamed('["#9#","#10#"]')).not.toBe(renamed('["#10#","#9#"]'));
  });
});

describe('the limits of a model', () => {
  const model: Model = {
    name: 'limited',
    topics: [],
    options: {},
    begin: [],
    acts: [{ act: 'cut' }, { act: 'freeze' }, { act: 'tick' }],
    limits: [{ acts: ['cut', 'freeze'], times: 2 }],
    queue: 1,
  };

  it('are shared by the acts they name', () => {
    expect(leftAfter(model, [0, 2, 1])).toEqual([0]);
  });
});
