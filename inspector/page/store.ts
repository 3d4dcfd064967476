import { computed, signal } from '@preact/signals';
import type { ActorRow } from '../src/wire.types.ts';
import { type History, lastChange, newHistory, rowsAt } from './history.ts';
import { matches } from './search.ts';
import { countsOf, currentOf, treeOf } from './twigs.ts';

/** How the page stands with the service. */
export type Link = 'connecting' | 'live' | 'recording' | 'away';

/** A moment that is looked at instead of now. */
export interface Held {
  readonly history: History;
  /** How many of its steps have happened. */
  readonly position: number;
  /** The file it is from. */
  readonly file: string | undefined;
}

/** An actor by more than its number, which is another one after the service has been restarted. */
export type Chosen = Pick<ActorRow, 'n' | 'name' | 'chart'>;

export type Store = ReturnType<typeof newStore>;

/** All that the page knows and shows, as signals. */
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
    /** Tells people what has just happened, in a line. */
    notice: signal(''),
    /** When the last beat came, by the clock of the service, and by ours. */
    beat: signal<{ readonly at: number; readonly heard: number } | undefined>(undefined),
    live,
    held,
    chosen,
    filter: { topic, states, closed },
    search,
    /** The entry whose everything is shown, by its number among all. */
    entry: signal<number | undefined>(undefined),
    /** The topics that are on screen in the tree, from the first one on. */
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
    /** The indices of the steps that the search finds; undefined for all of them. */
    found: computed(() => (search.value.trim() === '' ? undefined : matches(history.value, search.value))),
  };
}
