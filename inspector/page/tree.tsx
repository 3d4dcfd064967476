import type { JSX } from 'preact';
import { Chips } from './chips.tsx';
import { lineOf, moodOf, topOf } from './states.ts';
import type { Store } from './store.ts';
import { ownerOf, type Twig } from './twigs.ts';
import { List } from './virtual.tsx';

const ROW = 26;

/** The tree of actors: clients with their topics. */
export function Tree({ store }: { readonly store: Store }): JSX.Element {
  const twigs = store.tree.value;
  const chosen = store.actor.value?.n;
  const at = twigs.findIndex(({ row }) => row.n === chosen);
  return (
    <section class="panel tree-panel" aria-label="Actors">
      <header class="panel-head">
        <input
          type="search"
          class="field"
          placeholder="Filter topics"
          aria-label="Filter topics"
          value={store.filter.topic.value}
          onInput={({ currentTarget }) => {
            store.filter.topic.value = currentTarget.value;
          }}
        />
      </header>
      <Chips store={store} />
      <List
        label="Actors"
        role="tree"
        class="tree"
        rows={twigs.length}
        rowHeight={ROW}
        keepInSight={at}
        activeId={at < 0 ? undefined : `actor-${chosen}`}
        onKeyDown={(event, rows) => move(store, at, event, rows)}
        onScreen={(first, rows) => see(store, first, rows)}
        draw={(index) => {
          const twig = twigs[index];
          return twig && <Branch key={twig.row.n} twig={twig} isChosen={twig.row.n === chosen} store={store} />;
        }}
      />
    </section>
  );
}

function Branch({ twig, isChosen, store }: { twig: Twig; isChosen: boolean; store: Store }): JSX.Element {
  const { row, level, position, siblings, isOpen } = twig;
  const state = lineOf(row.value) || topOf(row.value);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and says which item is active.
    <div
      id={`actor-${row.n}`}
      class={`twig level-${level} mood-${moodOf(row)}${row.chart === null ? ' aside' : ''}${isChosen ? ' chosen' : ''}`}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={isOpen}
      aria-selected={isChosen}
      title={state === '' ? row.name : `${row.name}: ${state}`}
      onClick={() => choose(store, twig)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys do the same. */}
      <span
        class={`twist${isOpen === undefined ? ' none' : ''}${isOpen ? ' open' : ''}`}
        onClick={(event) => {
          event.stopPropagation();
          if (isOpen !== undefined) setOpen(store, row.n, !isOpen);
        }}
      />
      <span class="dot" />
      <span class="twig-name">{row.name}</span>
      <span class="twig-state">{row.chart === null && row.status !== 'active' ? row.status : state}</span>
    </div>
  );
}

function choose({ chosen }: Store, { row: { n, name, chart } }: Twig): void {
  chosen.value = { n, name, chart };
}

function setOpen({ filter: { closed } }: Store, n: number, isOpen: boolean): void {
  const all = new Set(closed.value);
  if (isOpen) all.delete(n);
  else all.add(n);
  closed.value = all;
}

function move(store: Store, at: number, event: KeyboardEvent, rows: number): void {
  const twigs = store.tree.value;
  const here = twigs[at];
  const goTo = (index: number) => {
    const twig = twigs[Math.max(0, Math.min(index, twigs.length - 1))];
    if (twig) choose(store, twig);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at - 1),
    PageDown: () => goTo(at + rows - 1),
    PageUp: () => goTo(at - rows + 1),
    Home: () => goTo(0),
    End: () => goTo(twigs.length - 1),
    ArrowLeft: () => {
      const owner = here && ownerOf(store.rows.value, here.row);
      if (here?.isOpen) setOpen(store, here.row.n, false);
      else if (owner) goTo(twigs.findIndex(({ row }) => row.n === owner.n));
    },
    ArrowRight: () => {
      if (here?.isOpen === false) setOpen(store, here.row.n, true);
      else if (here?.isOpen) goTo(at + 1);
    },
  };
  const act = keys[event.key];
  if (!act) return;
  act();
  event.preventDefault();
  event.stopPropagation();
}

/** How many topics on screen we remember: enough lanes for a wide window. */
const SEEN = 8;

function see(store: Store, first: number, rows: number): void {
  const seen: number[] = [];
  for (const { row } of store.tree.value.slice(first, first + rows)) {
    if (row.chart === 'channel' && seen.push(row.n) === SEEN) break;
  }
  const known = store.onScreen.value;
  if (seen.length !== known.length || seen.some((n, index) => n !== known[index])) store.onScreen.value = seen;
}
