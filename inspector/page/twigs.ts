import type { ActorRow } from '../src/wire.types.ts';
import type { Rows } from './history.ts';
import { topOf } from './states.ts';

/** An actor in the tree. Topics are directly below their client. (The supervisor between them is a sibling.) */
export interface Twig {
  readonly row: ActorRow;
  readonly level: 1 | 2;
  /** Its position among its siblings, from 1, and the number of siblings. */
  readonly position: number;
  readonly siblings: number;
  /** Undefined for an actor without children. */
  readonly isOpen: boolean | undefined;
}

export interface Filter {
  /** A part of the topic. Ignores case. Empty for all. */
  readonly text: string;
  /** The outermost states to show. Empty for all. */
  readonly states: ReadonlySet<string>;
  /** Clients whose topics are hidden. */
  readonly closed: ReadonlySet<number>;
}

/** The lines of the tree. Filters only hide topics. */
export function treeOf(rows: Rows, current: readonly ActorRow[], { text, states, closed }: Filter): readonly Twig[] {
  const wanted = text.trim().toLowerCase();
  const isFiltered = wanted !== '' || states.size > 0;
  const groups = new Map<ActorRow | undefined, ActorRow[]>();
  for (const row of current) {
    const owner = ownerOf(rows, row);
    const isShown =
      row.chart === 'channel'
        ? (wanted === '' || row.name.toLowerCase().includes(wanted)) &&
          (states.size === 0 || states.has(topOf(row.value)))
        : row.chart === 'client' || !isFiltered;
    if (!isShown) continue;
    const group = groups.get(owner);
    if (group) group.push(row);
    else groups.set(owner, [row]);
  }
  const roots = groups.get(undefined) ?? [];
  return roots.flatMap((row, index): Twig[] => {
    const below = groups.get(row) ?? [];
    const isOpen = below.length === 0 ? undefined : !closed.has(row.n);
    const self: Twig = { row, level: 1, position: index + 1, siblings: roots.length, isOpen };
    if (!isOpen) return [self];
    const aside = below.filter(({ chart }) => chart === null);
    const sorted = aside.length === 0 ? below : [...aside, ...below.filter(({ chart }) => chart !== null)];
    return [
      self,
      ...sorted.map(
        (child, at): Twig => ({ row: child, level: 2, position: at + 1, siblings: below.length, isOpen: undefined }),
      ),
    ];
  });
}

/** How many topics are in each state. */
export function countsOf(
  current: readonly ActorRow[],
): readonly (readonly [state: string, row: ActorRow, topics: number])[] {
  const counts = new Map<string, { row: ActorRow; topics: number }>();
  for (const row of current) {
    if (row.chart !== 'channel') continue;
    const count = counts.get(topOf(row.value));
    if (count) count.topics += 1;
    else counts.set(topOf(row.value), { row, topics: 1 });
  }
  const order = (state: string) => (STATES.includes(state) ? STATES.indexOf(state) : STATES.length);
  return [...counts]
    .sort(([a], [b]) => order(a) - order(b))
    .map(([state, { row, topics }]) => [state, row, topics] as const);
}

/** The order of the chips. It does not depend on the numbers. */
const STATES = ['joined', 'joining', 'rejoin-waiting', 'closed', 'leaving', 'left'];

/** The client of an actor; undefined for a client. */
export function ownerOf(rows: Rows, row: ActorRow): ActorRow | undefined {
  let above = row.parent === null ? undefined : rows.get(row.parent);
  while (above && above.chart !== 'client') above = above.parent === null ? undefined : rows.get(above.parent);
  return above;
}

/** Leaves out ended actors that have a newer one of the same name, and ended transports and supervisors. */
export function currentOf(rows: Rows): readonly ActorRow[] {
  const newest = new Map<string, ActorRow>();
  for (const row of rows.values()) {
    if (row.status !== 'active' && row.chart === null) continue;
    // All clients have the same name.
    const name = row.chart === 'client' ? `${row.n}` : `${ownerOf(rows, row)?.n} ${row.name}`;
    const other = newest.get(name);
    if (!other || row.status === 'active' || other.status !== 'active') newest.set(name, row);
  }
  return [...newest.values()];
}
