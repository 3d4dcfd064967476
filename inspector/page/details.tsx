import type { JSX } from 'preact';
import type { ActorRow } from '../src/wire.types.ts';
import { Control } from './control.tsx';
import { wordsOf } from './entries.ts';
import { clockOf, count, textOf } from './format.ts';
import { lastSteps } from './history.ts';
import type { Line } from './socket.ts';
import type { Store } from './store.ts';

/** How many steps are listed. */
const LISTED = 60;

/** The context and the last steps of the chosen actor. */
export function Details({ store, line }: { readonly store: Store; readonly line: Line }): JSX.Element {
  const actor = store.actor.value;
  return (
    <section class="panel details" aria-label="Details">
      {actor && store.control.value && store.held.value === undefined && actor.chart && actor.chart !== 'presence' && (
        <Control store={store} actor={actor} chart={actor.chart} line={line} />
      )}
      <h3>Context</h3>
      <dl class="context">{actor && contextOf(actor)}</dl>
      <h3>Last events {actor && <span class="faint">{count(actor.events)} in all</span>}</h3>
      <ol class="last">{actor && <Last store={store} actor={actor} />}</ol>
    </section>
  );
}

function contextOf({ context, tags, status, sessionId }: ActorRow) {
  const pairs = [
    ...Object.entries(context),
    ['tags', tags.join(', ')],
    ['status', status],
    ['session', sessionId],
  ] as const;
  return pairs.map(([key, value]) => (
    <div key={key} class={value === null || value === '' ? 'pair faint' : 'pair'}>
      <dt>{key}</dt>
      <dd title={textOf(value)}>{key.endsWith('At') && typeof value === 'number' ? clockOf(value) : textOf(value)}</dd>
    </div>
  ));
}

function Last({ store, actor }: { store: Store; actor: ActorRow }) {
  const history = store.history.value;
  return lastSteps(history, store.position.value, actor.n, LISTED).map((index) => {
    const step = history.steps[index];
    if (!step) return null;
    const { text, extra, mood } = wordsOf(step);
    const sequence = history.forgotten + index;
    return (
      <li key={sequence}>
        <button
          type="button"
          class={`last-step${mood ? ` state-step mood-${mood}` : ''}`}
          aria-pressed={store.entry.value === sequence}
          onClick={() => {
            store.entry.value = sequence;
          }}
        >
          <time>{clockOf(history.startedAt + step.entry.at)}</time>
          <span class="dot" />
          <span class="last-text" title={`${text} ${extra}`}>
            {text} <span class="faint">{extra}</span>
          </span>
        </button>
      </li>
    );
  });
}
