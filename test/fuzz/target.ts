import type { Random } from '../proof/random.ts';

/** What is fuzzed: how a case is drawn, what it must not do, and how it gets smaller while it still does it. */
export interface Target<Case> {
  readonly name: string;
  /** How many inputs a case is made of; a case has a world of its own. */
  readonly inputsPerCase: number;
  /** The same stream gives the same case. `length` is that of its list of inputs, where it has one. */
  draw(random: Random, length: number): Case;
  /** Runs a case. Throws a {@link Flaw} for what must not be; whatever else it throws is as bad. */
  run(drawn: Case): void | Promise<void>;
  /** Smaller cases, the smallest first. */
  smaller(drawn: Case): Iterable<Case>;
  /** What a case is, for people. */
  show(drawn: Case): string;
}

/** Something that must not be. */
export class Flaw extends Error {
  override readonly name = 'Flaw';
}

/** Throws a {@link Flaw} unless something holds. */
export function assure(holds: boolean, otherwise: string | (() => string)): asserts holds {
  if (!holds) throw new Flaw(typeof otherwise === 'string' ? otherwise : otherwise());
}
