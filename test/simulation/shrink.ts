import { type History, replay } from './simulate.ts';

/** Cuts a history that breaks an invariant down to acts of which none can go: in halves first, in the end one by one. */
export async function shrink({ seed, acts, violation }: History, isPool = false): Promise<History> {
  let least: History = { seed, acts, violation };
  for (let size = Math.ceil(acts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < least.acts.length; ) {
      const tried = await replay(seed, least.acts.toSpliced(start, size), isPool);
      if (tried.violation?.invariant === violation?.invariant) least = tried;
      else start += size;
    }
  }
  return least;
}
