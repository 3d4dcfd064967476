import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { momentOf } from './clock.ts';
import { download } from './download.ts';
import { clockOf, count } from './format.ts';
import { goLive, goTo, open, pause, step } from './moments.ts';
import { readHistory, writeHistory } from './recording.ts';
import type { Link, Store } from './store.ts';
import { nextTheme, theme } from './theme.ts';

const status: Readonly<Record<Link, { readonly text: string; readonly mood: string }>> = {
  connecting: { text: 'Connecting', mood: 'busy' },
  live: { text: 'Connected', mood: 'good' },
  recording: { text: 'Recording', mood: 'good' },
  away: { text: 'Disconnected, reconnecting', mood: 'waiting' },
};

/** The connection, the time controls, the search and the files. */
export function Toolbar({ store }: { readonly store: Store }): JSX.Element {
  const { held, history, position, search, link } = store;
  const { text, mood } = status[link.value];
  return (
    <div class="toolbar" role="toolbar" aria-label="Inspector">
      <h1>
        <span class="brand" />
        xstate-phoenix
      </h1>
      <span class={`status mood-${mood}`} role="status" aria-live="polite">
        <span class="dot" />
        {text}
      </span>
      <span class="joined-buttons">
        <button type="button" aria-label="One step back" title="One step back (←)" onClick={() => step(store, -1)}>
          <Icon d="M10 3.5 5.5 8l4.5 4.5" />
        </button>
        <button
          type="button"
          class={held.value ? 'primary play' : 'play'}
          aria-keyshortcuts="Space"
          title={held.value ? 'Follow live (space)' : 'Pause (space)'}
          onClick={() => (held.value ? goLive(store) : pause(store))}
        >
          <Icon d={held.value ? 'M5.5 3.5v9l7-4.5z' : 'M5.5 3.5v9M10.5 3.5v9'} isFilled={held.value !== undefined} />
          {held.value ? 'Live' : 'Pause'}
        </button>
        <button type="button" aria-label="One step forward" title="One step forward (→)" onClick={() => step(store, 1)}>
          <Icon d="M6 3.5 10.5 8 6 12.5" />
        </button>
      </span>
      <input
        class={held.value ? 'scrub held' : 'scrub'}
        type="range"
        aria-label="Moment"
        aria-valuetext={clockOf(momentOf(store))}
        min={0}
        max={history.value.steps.length}
        value={position.value}
        onInput={({ currentTarget }) => goTo(store, Number(currentTarget.value))}
      />
      <span class="moment">{held.value ? momentText(store) : 'now'}</span>
      <span class="space" />
      <input
        type="search"
        class="field search"
        placeholder="Search events, topics, states"
        aria-label="Search"
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      <button
        type="button"
        title="Save a recording of this session"
        onClick={() => download(`recording-${fileTime(history.value.startedAt)}.ndjson`, writeHistory(history.value))}
      >
        Export
      </button>
      <Import store={store} />
      <button
        type="button"
        class="theme"
        aria-label={`Colours: ${theme.value}`}
        title={`Colours: ${theme.value}`}
        onClick={nextTheme}
      >
        <Icon d="M8 2.5a5.5 5.5 0 0 0 0 11z" isFilled />
        <Icon d="M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z" />
      </button>
    </div>
  );
}

function Import({ store }: { readonly store: Store }) {
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      open(store, readHistory(await file.text()), file.name);
      store.notice.value = `Showing the recording ${file.name}.`;
    } catch (error) {
      store.notice.value = error instanceof Error ? error.message : String(error);
    }
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        class="file"
        accept=".ndjson,.jsonl,application/x-ndjson"
        aria-label="Recording to import"
        tabIndex={-1}
        onChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
      />
      <button type="button" title="Open a recording" onClick={() => input.current?.click()}>
        Import
      </button>
    </>
  );
}

/** The paused moment, and how many steps have come since. */
function momentText(store: Store): string {
  const { held, history, position, live } = store;
  const { steps, forgotten, startedAt } = history.value;
  const isFile = held.value?.file !== undefined || live.value.startedAt !== startedAt;
  const since = isFile ? 0 : live.value.forgotten + live.value.steps.length - forgotten - steps.length;
  const text = `${clockOf(momentOf(store))}, ${count(position.value)} of ${count(steps.length)}`;
  return since > 0 ? `${text} +${count(since)}` : text;
}

function fileTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll(':', '-');
}

function Icon({ d, isFilled = false }: { readonly d: string; readonly isFilled?: boolean }) {
  return (
    <svg class={isFilled ? 'icon filled' : 'icon'} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
