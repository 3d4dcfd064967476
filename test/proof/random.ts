/** A seeded stream of random choices: the same seed gives the same choices, on every machine and in every order of tests. */
export interface Random {
  /** A number in [0, 1), as `Math.random` gives. */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** A whole number in [low, high], both included. */
  between(low: number, high: number): number;
  /** True with the probability `probability`. */
  chance(probability: number): boolean;
  /** One of `list`. An empty list is a mistake of the caller, and throws. */
  pick<T>(list: readonly T[]): T;
  /** One of the values of `weighted`, each as likely as its weight. */
  weighted<T>(weighted: readonly (readonly [weight: number, value: T])[]): T;
  /** `list` in a random order; the list itself is left alone. */
  shuffled<T>(list: readonly T[]): T[];
  /** A stream of its own: what is drawn from it changes nothing here, and the same label gives the same stream. */
  fork(label: string | number): Random;
}

const RANGE = 2 ** 32;

/** mulberry32: 32 bits of state, one multiplication per number, a period of 2^32. `seed` is taken modulo 2^32. */
export function random(seed: number): Random {
  const origin = seed >>> 0;
  let state = origin;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / RANGE;
  }

  const int = (below: number): number => Math.floor(next() * below);

  function pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[int(list.length)] as T;
  }

  return {
    next,
    int,
    between: (low, high) => low + int(high - low + 1),
    chance: (probability) => next() < probability,
    pick,
    weighted(weighted) {
      let left = next() * weighted.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of weighted) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(weighted)[1];
    },
    shuffled(list) {
      const shuffled = [...list];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = int(last + 1);
        [shuffled[last], shuffled[other]] = [
          shuffled[other] as (typeof list)[number],
          shuffled[last] as (typeof list)[number],
        ];
      }
      return shuffled;
    },
    fork: (label) => random(hash(`${origin}/${label}`)),
  };
}

/** FNV-1a, finished as murmur3 does: neighbouring labels ('1', '2') end far apart. */
export function hash(text: string): number {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
