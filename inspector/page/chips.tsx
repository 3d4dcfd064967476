import type { JSX } from 'preact';
import { count } from './format.ts';
import { moodOf } from './states.ts';
import type { Store } from './store.ts';

/** How many topics are in each state. A click on a state filters the tree. */
export function Chips({ store }: { readonly store: Store }): JSX.Element {
  const { states } = store.filter;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's.
    <div class="chips" role="group" aria-label="Filter by state">
      {store.counts.value.map(([state, row, topics]) => (
        <button
          key={state}
          type="button"
          class={`chip mood-${moodOf(row)}`}
          aria-pressed={states.value.has(state)}
          onClick={() => {
            const chosen = new Set(states.value);
            if (!chosen.delete(state)) chosen.add(state);
            states.value = chosen;
          }}
        >
          <span class="dot" />
          {state === '' ? 'new' : state} <b>{count(topics)}</b>
        </button>
      ))}
    </div>
  );
}
