import { npm } from '../support/npm.ts';
import { actsOf } from './acts.ts';
import { play } from './play.ts';

/** Where phoenix.js and ours went apart. */
export interface Difference {
  readonly seed: number;
  /** What both did before. */
  readonly before: readonly string[];
  readonly phoenix: readonly string[];
  readonly ours: readonly string[];
}

/** Plays the programs of many seeds with both, and returns the differences. */
export async function compareMany(from: number, count: number): Promise<Difference[]> {
  const found: Difference[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const difference = compare(seed);
    if (difference) found.push(difference);
    // What a client does behind its start waits for this.
    await Promise.resolve();
  }
  return found;
}

function compare(seed: number): Difference | undefined {
  const acts = actsOf(seed);
  const { log } = play(acts, npm);
  const ours = play(acts);
  const longer = Math.max(log.length, ours.log.length);
  const at = Array.from({ length: longer }, (_, index) => index).find((index) => log[index] !== ours.log[index]);
  if (at === undefined || at >= ours.comparable) return undefined;
  return {
    seed,
    before: log.slice(Math.max(0, at - 20), at),
    phoenix: log.slice(at, at + 5),
    ours: ours.log.slice(at, at + 5),
  };
}
