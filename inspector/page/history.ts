import type { Graph } from '../src/chart/graph.ts';
import type { ActorRow, ChartId, Entry } from '../src/wire.types.ts';

/** An entry, and its actor as it was before; undefined if the actor is new. */
export interface Step {
  readonly entry: Entry;
  readonly before: ActorRow | undefined;
}

/** The actors of a service, and the steps that led to them. Immutable. */
export interface History {
  /** The start, in milliseconds since 1970. There `at` is 0. */
  readonly startedAt: number;
  readonly charts: Readonly<Partial<Record<ChartId, Graph>>>;
  /** The actors after the last step. */
  readonly rows: Rows;
  readonly steps: readonly Step[];
  /** How many older steps have been dropped. */
  readonly forgotten: number;
  /** How many entries were left out because this page was slow. */
  readonly dropped: number;
}

export type Rows = ReadonlyMap<number, ActorRow>;

/** How many steps are kept. */
const CAPACITY = 20_000;

export function newHistory(startedAt: number): History {
  return { startedAt, charts: {}, rows: new Map(), steps: [], forgotten: 0, dropped: 0 };
}

/** Adds actors that existed before the first step. */
export function withActors(history: History, actors: readonly ActorRow[]): History {
  const rows = new Map(history.rows);
  for (const row of actors) rows.set(row.n, row);
  return { ...history, rows };
}

/** Adds entries. Keeps at most `capacity` steps: drops the oldest, and the actors that ended in them. */
export function record(
  history: History,
  entries: readonly Entry[],
  counts: readonly (readonly [n: number, events: number])[] = [],
  capacity = CAPACITY,
): History {
  const rows = new Map(history.rows);
  const added = entries.map((entry): Step => {
    const n = actorOf(entry);
    const before = n === undefined ? undefined : rows.get(n);
    const after = apply(entry, before);
    if (after) rows.set(after.n, after);
    return { entry, before };
  });
  for (const [n, events] of counts) {
    const row = rows.get(n);
    if (row && row.events !== events) rows.set(n, { ...row, events });
  }
  const all = added.length === 0 ? history.steps : [...history.steps, ...added];
  const excess = Math.max(0, all.length - capacity);
  if (excess === 0) return { ...history, rows, steps: all };
  for (const { entry } of all.slice(0, excess)) if (isEnd(entry)) rows.delete(entry.n);
  return { ...history, rows, steps: all.slice(excess), forgotten: history.forgotten + excess };
}

/** The actors after the first `position` steps. It undoes the later steps; 20,000 of them take about 2 ms. */
export function rowsAt({ rows, steps }: History, position: number): Rows {
  if (position >= steps.length) return rows;
  const past = new Map(rows);
  for (let index = steps.length - 1; index >= position; index--) {
    const step = steps[index];
    const n = step && actorOf(step.entry);
    if (n === undefined || !step) continue;
    if (step.before) past.set(n, step.before);
    else past.delete(n);
  }
  return past;
}

/** The last change of an actor's state within the first `position` steps. */
export function lastChange({ steps, forgotten }: History, position: number, n: number): Change | undefined {
  for (let index = Math.min(position, steps.length) - 1; index >= 0; index--) {
    const step = steps[index];
    if (step?.entry.k === 'state' && step.entry.n === n)
      return { entry: step.entry, before: step.before, index, sequence: forgotten + index };
  }
  return undefined;
}

/** A step that has changed a state. */
export interface Change {
  readonly entry: Extract<Entry, { k: 'state' }>;
  readonly before: ActorRow | undefined;
  readonly index: number;
  /** Its number among all steps, including dropped ones. */
  readonly sequence: number;
}

/** The indices of an actor's last steps within the first `position` steps, the latest first. */
export function lastSteps({ steps }: History, position: number, n: number, limit: number): readonly number[] {
  const found: number[] = [];
  for (let index = Math.min(position, steps.length) - 1; index >= 0 && found.length < limit; index--) {
    const step = steps[index];
    if (step && actorOf(step.entry) === n) found.push(index);
  }
  return found;
}

/** The actor of an entry. Frames have none. */
export function actorOf(entry: Entry): number | undefined {
  return entry.k === 'actor' ? entry.row.n : entry.k === 'frame' ? undefined : entry.n;
}

function apply(entry: Entry, before: ActorRow | undefined): ActorRow | undefined {
  if (entry.k === 'actor') return entry.row;
  if (!before || entry.k === 'frame') return before;
  if (entry.k === 'event') return { ...before, events: before.events + 1 + entry.times };
  const { status, value, tags, context } = entry;
  return { ...before, status, value, tags, context };
}

function isEnd(entry: Entry): entry is Extract<Entry, { k: 'state' }> {
  return entry.k === 'state' && entry.status !== 'active';
}
