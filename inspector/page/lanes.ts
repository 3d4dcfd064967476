import type { ActorRow, End, Entry } from '../src/wire.types.ts';
import type { Rows } from './history.ts';

/** A vertical line of the sequence diagram. */
export interface Lane {
  readonly key: 'socket' | 'client' | 'others' | number;
  readonly name: string;
}

/** The most topics that have a lane of their own. */
export const TOPIC_LANES = 4;

/** The lanes: the chosen topic first, then topics on screen. All others share one lane. */
export function lanesOf(
  rows: Rows,
  chosen: ActorRow | undefined,
  onScreen: readonly number[],
  topics: number,
): readonly Lane[] {
  const first = chosen?.chart === 'channel' ? [chosen.n] : [];
  const own = [...new Set([...first, ...onScreen])].slice(0, topics).flatMap((n): Lane[] => {
    const row = rows.get(n);
    return row ? [{ key: n, name: row.name }] : [];
  });
  return [
    { key: 'socket', name: 'socket' },
    { key: 'client', name: 'client' },
    ...own,
    { key: 'others', name: 'other topics' },
  ];
}

/** The lanes of an entry's arrow, as indices. They are the same if the entry is about one lane only. */
export interface Span {
  /** Undefined for an event from outside. */
  readonly from: number | undefined;
  readonly to: number;
}

export function spanOf(entry: Entry, lanes: readonly Lane[], rows: Rows): Span {
  const laneOf = (end: End): number | undefined => {
    if (end === 'outside') return undefined;
    if (end === 'socket') return 0;
    const row = rows.get(end);
    if (row?.chart === 'client') return 1;
    if (row?.chart === null) return row.name === 'transport' ? 0 : 1;
    const own = lanes.findIndex(({ key }) => key === end);
    return own === -1 ? lanes.length - 1 : own;
  };
  if (entry.k === 'frame') return entry.direction === 'in' ? { from: 0, to: 1 } : { from: 1, to: 0 };
  if (entry.k === 'event') return { from: laneOf(entry.from), to: laneOf(entry.n) ?? 1 };
  const lane = laneOf(entry.k === 'actor' ? entry.row.n : entry.n) ?? 1;
  return { from: lane, to: lane };
}
