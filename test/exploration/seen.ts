import type { Left } from './model.ts';

/** The states that were found: what a world was at, and what could still happen when it was. */
export class Seen {
  readonly #lefts = new Map<string, readonly Left[]>();

  /** Distinct worlds, whatever could still happen. */
  get size(): number {
    return this.#lefts.size;
  }

  /**
   * Takes a state, unless the same world was seen when as much or more could still happen: whatever is reached from
   * here was, or will be, reached from there, and by no longer way, since states come in the order of their histories.
   *
   * @returns Whether it was taken.
   */
  takes(fingerprint: string, left: Left): boolean {
    const lefts = this.#lefts.get(fingerprint) ?? [];
    if (lefts.some((other) => covers(other, left))) return false;
    this.#lefts.set(fingerprint, [...lefts.filter((other) => !covers(left, other)), left]);
    return true;
  }
}

function covers(more: Left, less: Left): boolean {
  return more.every((times, at) => times >= (less[at] ?? 0));
}
