/** The kinds of counters: refs of frames, numbers of pushes, connections of the server. */
type Kind = '#' | '@' | '~';

/** Marks a number that only counts up, so that {@link renamed} finds it. */
export function counted(kind: Kind, value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : `${kind}${value}${kind}`;
}

/**
 * Gives all marked numbers of a text new names: their ranks. The order is all that is ever asked of such a number, and
 * what is drawn later is larger than all that were, so texts that differ in nothing else tell of equal futures.
 */
export function renamed(text: string): string {
  return (['#', '@', '~'] as const).reduce(renamedKind, text);
}

function renamedKind(text: string, kind: Kind): string {
  const marked = new RegExp(`${kind}(\\d+)${kind}`, 'g');
  const numbers = new Set<number>();
  for (const [, digits] of text.matchAll(marked)) numbers.add(Number(digits));
  const ranks = new Map([...numbers].sort((a, b) => a - b).map((number, rank) => [number, rank]));
  return text.replace(marked, (_, digits) => `${kind}${ranks.get(Number(digits))}`);
}
