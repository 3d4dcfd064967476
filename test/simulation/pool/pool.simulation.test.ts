import { describe, expect, it } from 'vitest';
import { random } from '../../proof/random.ts';
import { simulateMany } from '../many.ts';
import { shrink } from '../shrink.ts';
import { told as toldOfClient } from '../told.ts';
import { nextAct, type PoolAct } from './acts.ts';
import { type PoolClimate, PoolWorld } from './world.ts';

const WORLDS = 400;
const PARTS = 4;
const LIMIT_MS = 600_000;

interface History {
  readonly seed: number;
  readonly acts: readonly PoolAct[];
  readonly violation: string | undefined;
}

function climateOf(seed: number): PoolClimate {
  const { pick, between, chance } = random(seed).fork('climate');
  const maxTopics = pick([1, 2, 3, 5]);
  return {
    input: {
      connections: pick([1, 2, 4, 8]),
      maxTopics,
      lingerMs: pick([0, 100, 30_000]),
      maxConcurrentJoins: pick([1, 2, 'auto'] as const),
      ...(chance(0.3) && { maxAttempts: between(2, 5) }),
    },
    maxChannels: chance(0.5) ? 100 : Math.max(1, maxTopics - between(0, 2)),
    topics: Array.from({ length: between(2, 12) }, (_, index) => `room:${index}`),
    latencyMs: pick([0, 0, 1, 30]),
  };
}

function actsOf(seed: number): readonly PoolAct[] {
  const program = random(seed).fork('program');
  const { topics } = climateOf(seed);
  return Array.from({ length: program.between(5, 60) }, () => nextAct(program, topics));
}

async function live(seed: number, acts: readonly PoolAct[]): Promise<History> {
  const world = new PoolWorld(climateOf(seed));
  const { violations } = world;
  const happened: PoolAct[] = [];
  for (const act of acts) {
    if (violations.length > 0) break;
    happened.push(act);
    await world.perform(act);
  }
  if (violations.length === 0) await world.heal();
  if (violations.length === 0) await world.stop();
  return { seed, acts: happened, violation: violations[0] };
}

/** Cuts a history that breaks an invariant down to acts of which none can go. */
async function shrunk(history: History): Promise<History> {
  let least = history;
  for (let at = 0; at < least.acts.length; ) {
    const tried = await live(least.seed, least.acts.toSpliced(at, 1));
    if (tried.violation === undefined) at += 1;
    else least = tried;
  }
  return least;
}

async function told(history: History): Promise<string> {
  const { seed, acts, violation } = await shrunk(history);
  return [
    `World ${seed}, ${JSON.stringify(climateOf(seed))}:`,
    ...acts.map((act) => JSON.stringify(act)),
    violation,
  ].join('\n');
}

describe('in random worlds, a pool', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => 1 + part * (WORLDS / PARTS)))(
    'loses no topic, has none on two connections, and ends every push, from seed %i on',
    async (from) => {
      for (let seed = from; seed < from + WORLDS / PARTS; seed += 1) {
        const history = await live(seed, actsOf(seed));
        if (history.violation !== undefined) expect(await told(history)).toBe('every invariant held');
      }
    },
    LIMIT_MS,
  );
});

describe('in the random worlds of a client, a pool with one connection', () => {
  it(
    'keeps every invariant that a client keeps',
    async () => {
      const { failed } = await simulateMany(1, 1_000, () => {}, true);
      const [first] = failed;
      expect(first ? toldOfClient(await shrink(first, true)) : 'every invariant held').toBe('every invariant held');
    },
    LIMIT_MS,
  );
});

describe('a world of a pool', () => {
  it('is the same whenever its seed is', async () => {
    expect(await live(7, actsOf(7))).toEqual(await live(7, actsOf(7)));
  });
});
