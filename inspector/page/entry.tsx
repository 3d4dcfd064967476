import type { JSX } from 'preact';
import type { Entry } from '../src/wire.types.ts';
import { clockOf } from './format.ts';
import { goTo } from './moments.ts';
import type { Store } from './store.ts';

/** The chosen entry in full. */
export function EntryPanel({ store }: { readonly store: Store }): JSX.Element {
  const { steps, forgotten, startedAt, rows } = store.history.value;
  const chosen = store.entry.value;
  const index = chosen === undefined ? -1 : chosen - forgotten;
  const step = steps[index];
  if (!step)
    return (
      <section class="panel entry-panel" aria-label="Entry">
        <h3>Entry</h3>
        <p class="empty">Choose an entry of the timeline to see its details.</p>
      </section>
    );
  const { entry, before } = step;
  const name = entry.k === 'frame' ? aboutFrame(entry) : (before?.name ?? (entry.k === 'actor' ? entry.row.name : ''));
  return (
    <section class="panel entry-panel" aria-label="Entry">
      <header class="entry-head">
        <h3>
          {titles[entry.k]} <span class="faint">{clockOf(startedAt + entry.at)}</span>
        </h3>
        <button type="button" class="small" onClick={() => goTo(store, index + 1)}>
          Go to this moment
        </button>
      </header>
      <p class="entry-about">{entry.k === 'event' ? `from ${nameOf(entry.from, rows)} to ${name}` : name}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
      <pre class="entry-json" tabIndex={0}>
        {JSON.stringify(entry, undefined, 2)}
      </pre>
    </section>
  );
}

function aboutFrame({ direction, topic, event }: Extract<Entry, { k: 'frame' }>): string {
  return `${direction === 'in' ? 'received' : 'sent'}: ${topic ?? 'no topic'} ${event ?? ''}`;
}

const titles = { actor: 'Actor', state: 'State', event: 'Event', frame: 'Frame' } as const;

function nameOf(end: number | 'socket' | 'outside', rows: Store['rows']['value']): string {
  return typeof end === 'number' ? (rows.get(end)?.name ?? `actor ${end}`) : end;
}
