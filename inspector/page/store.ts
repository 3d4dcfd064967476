import { computed, signal } from '@preact/signals';
import type { ActorRow } from '../src/wire.types.ts';
import { type History, lastChange, newHistory, rowsAt } from './history.ts';
import { matches } from './search.ts';
import { countsOf, currentOf, treeOf } from './twigs.ts';

/** The connection to the service. */
export type Link = 'connecting' | 'live' | 'recording' | 'away';

/** A moment that is shown instead of the present. */
export interface Held {
  readonly history: History;
  /** How many of its steps are shown as done. */
  readonly position: number;
  /** The name of the imported file, if it is from one. */
  readonly file: string | undefined;
}

/** Identifies an actor even after a restart of the service, which changes its number. */
export type Chosen = Pick<ActorRow, 'n' | 'name' | 'chart'>;

export type Store = ReturnType<typeof newStore>;

/** The state of the page, as signals. */
export function newStore() {
  const live = signal<History>(newHistory(Date.now()));
  const held = signal<Held | undefined>(undefined);
  const chosen = signal<Chosen | undefined>(undefined);
  const topic = signal('');
  const states = signal<ReadonlySet<string>>(new Set());
  const closed = signal<ReadonlySet<number>>(new Set());
  const search = signal('');

  const history = computed(() => held.value?.history ?? live.value);
  const position = computed(() => held.value?.position ?? live.value.steps.length);
  const rows = computed(() => rowsAt(history.value, position.value));
  const current = computed(() => currentOf(rows.value));
  const actor = computed(() => {
    const wanted = chosen.value;
    const exact = wanted && rows.value.get(wanted.n);
    if (exact && exact.name === wanted.name) return exact;
    if (wanted) return current.value.find(({ name, chart }) => name === wanted.name && chart === wanted.chart);
    return current.value.find(({ chart }) => chart === 'client');
  });

  return {
    link: signal<Link>('connecting'),
    control: signal(false),
    /** The line in the footer: what has just happened. */
    notice: signal(''),
    /** When the last beat came, by the clock of the service and by ours. */
    beat: signal<{ readonly at: number; readonly heard: number } | undefined>(undefined),
    live,
    held,
    chosen,
    filter: { topic, states, closed },
    search,
    /** The number of the chosen entry, among all entries. */
    entry: signal<number | undefined>(undefined),
    /** The first topics on screen in the tree. */
    onScreen: signal<readonly number[]>([]),
    history,
    position,
    rows,
    current,
    actor,
    change: computed(() => actor.value && lastChange(history.value, position.value, actor.value.n)),
    tree: computed(() =>
      treeOf(rows.value, current.value, { text: topic.value, states: states.value, closed: closed.value }),
    ),
    counts: computed(() => countsOf(current.value)),
    /** The indices of the steps that the search finds; undefined without a search. */
    found: computed(() => (search.value.trim() === '' ? undefined : matches(history.value, search.value))),
  };
}
