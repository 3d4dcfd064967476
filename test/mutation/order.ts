import type { Killers } from './memory.ts';
import type { Mutant } from './mutant.ts';
import type { Verdict } from './trial.ts';

/**
 * The order of the test files for the next mutant: the one that killed it the last time, then those that have killed
 * mutants of the same source, then those that have killed at all, the quick before the slow. All of them run until one
 * fails, so the order is a matter of time only.
 */
export class Order {
  readonly #files: readonly string[];
  readonly #took: Verdict['took'];
  readonly #killers: Killers;
  readonly #kills = new Map<string, number>();

  constructor(files: readonly string[], took: Verdict['took'], killers: Killers) {
    this.#files = files;
    this.#took = took;
    this.#killers = killers;
  }

  learn({ name, file }: Mutant, { file: killer }: Verdict): void {
    if (killer === undefined) return;
    this.#killers[name] = killer;
    for (const key of [killer, `${file} ${killer}`]) this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
  }

  for({ name, file }: Mutant): readonly string[] {
    const worth = (test: string) => {
      if (this.#killers[name] === test) return Number.POSITIVE_INFINITY;
      const kills = 10 * (this.#kills.get(`${file} ${test}`) ?? 0) + (this.#kills.get(test) ?? 0);
      return (kills + 0.1) / (100 + (this.#took[test] ?? 0));
    };
    return this.#files.toSorted((a, b) => worth(b) - worth(a));
  }
}
