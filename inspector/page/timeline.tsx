import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { clockOf, count } from './format.ts';
import { lanesOf, TOPIC_LANES } from './lanes.ts';
import { goTo } from './moments.ts';
import { useSize } from './size.ts';
import type { Store } from './store.ts';
import { Line, ROW } from './timeline.line.tsx';
import { List } from './virtual.tsx';

/** The least width of a lane in px. A narrow page has fewer lanes. */
const LANE = 80;

/** A sequence diagram of the socket, the client and the topics. The latest entry is at the bottom. */
export function Timeline({ store }: { readonly store: Store }): JSX.Element {
  const { steps, forgotten, startedAt, dropped, rows } = store.history.value;
  const found = store.found.value;
  const position = store.position.value;
  const isHeld = store.held.value !== undefined;
  const head = useRef<HTMLDivElement>(null);
  const { width: room } = useSize(head);
  const topics = Math.max(1, Math.min(TOPIC_LANES, Math.floor(room / LANE) - 3));
  const lanes = lanesOf(rows, store.actor.value, store.onScreen.value, topics);
  const lane = room / lanes.length;
  const shown = found?.length ?? steps.length;
  const indexOf = (row: number): number => (found ? (found[row] ?? -1) : row);
  const rowOf = (index: number): number => (found ? found.indexOf(index) : index);
  const chosen = store.entry.value === undefined ? -1 : rowOf(store.entry.value - forgotten);
  // Scroll to the chosen entry, or to the moment that is shown, whichever has moved last.
  const lastMove = useRef<'entry' | 'moment'>('moment');
  const sight = lastMove.current === 'entry' && chosen >= 0 ? chosen : isHeld ? rowOf(position - 1) : undefined;

  return (
    <section class="panel timeline-panel" aria-label="Timeline">
      <header class="timeline-head">
        <span class="timeline-title">
          Timeline <span class="faint">{countOf(shown, steps.length, dropped)}</span>
        </span>
        <div class="lanes" ref={head}>
          {lanes.map(({ key, name }) => (
            <span key={key} class={typeof key === 'number' ? 'lane topic' : 'lane'} title={name}>
              {name}
            </span>
          ))}
        </div>
      </header>
      <List
        label="Timeline"
        role="listbox"
        class="timeline"
        rows={shown}
        rowHeight={ROW}
        isTail={!isHeld}
        keepInSight={sight}
        activeId={chosen < 0 ? undefined : `entry-${store.entry.value}`}
        onKeyDown={(event, page) => {
          const last = shown - 1;
          const from = chosen < 0 ? (isHeld ? rowOf(position - 1) : last) : chosen;
          const next: Readonly<Record<string, number>> = {
            ArrowDown: from + 1,
            ArrowUp: chosen < 0 ? from : from - 1,
            PageDown: from + page - 1,
            PageUp: from - page + 1,
            Home: 0,
            End: last,
          };
          const row = next[event.key];
          if (row === undefined && (event.key !== 'Enter' || chosen < 0)) return;
          event.preventDefault();
          lastMove.current = row === undefined ? 'moment' : 'entry';
          if (row === undefined) goTo(store, indexOf(chosen) + 1);
          else store.entry.value = forgotten + indexOf(Math.max(0, Math.min(row, last)));
        }}
        draw={(row) => {
          const index = indexOf(row);
          const step = steps[index];
          const sequence = forgotten + index;
          return (
            step && (
              <Line
                key={sequence}
                id={`entry-${sequence}`}
                step={step}
                clock={clockOf(startedAt + step.entry.at)}
                lanes={lanes}
                lane={lane}
                rows={rows}
                isChosen={sequence === store.entry.value}
                when={index >= position ? 'later' : isHeld && index === position - 1 ? 'now' : 'before'}
                onClick={() => {
                  lastMove.current = 'moment';
                  store.entry.value = sequence;
                }}
              />
            )
          );
        }}
      />
    </section>
  );
}

function countOf(shown: number, all: number, dropped: number): string {
  const text = shown === all ? count(all) : `${count(shown)} of ${count(all)}`;
  return dropped === 0 ? text : `${text}, ${count(dropped)} left out`;
}
