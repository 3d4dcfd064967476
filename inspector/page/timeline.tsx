import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { wordsOf } from './entries.ts';
import { clockOf, count } from './format.ts';
import { actorOf, type Rows, type Step } from './history.ts';
import { type Lane, lanesOf, spanOf, TOPIC_LANES } from './lanes.ts';
import { goTo } from './moments.ts';
import { useSize } from './size.ts';
import type { Store } from './store.ts';
import { List } from './virtual.tsx';

const ROW = 22;
/** Px a lane has at the least; where they do not fit there are fewer. */
const LANE = 80;

/** What happens between socket, client and topics, as a sequence diagram: the latest is at the bottom. */
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
  // Whoever walks through the entries keeps them in sight, and so does whoever steps through time.
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

interface LineProps {
  readonly id: string;
  readonly step: Step;
  readonly clock: string;
  readonly lanes: readonly Lane[];
  readonly lane: number;
  readonly rows: Rows;
  readonly isChosen: boolean;
  readonly when: 'before' | 'now' | 'later';
  readonly onClick: () => void;
}

function Line({ id, step, clock, lanes, lane, rows, isChosen, when, onClick }: LineProps) {
  const { text, extra, mood } = wordsOf(step);
  const { entry } = step;
  const span = spanOf(entry, lanes, rows);
  // The lane of the others says not which of them it is; frames do so themselves.
  const isOther = entry.k !== 'frame' && span.to === lanes.length - 1;
  const name = isOther ? `${nameOf(step, rows)} ` : '';
  const kind = entry.k === 'frame' ? `frame ${entry.direction}` : entry.k;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which option is active.
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      class={`line ${kind} ${when}${mood ? ` mood-${mood}` : ''}${isChosen ? ' chosen' : ''}`}
      onClick={onClick}
    >
      <time>{clock}</time>
      <span class={mood ? 'dot' : 'dot none'} />
      <span class="line-text" title={`${name}${text} ${extra}`}>
        {name !== '' && <span class="faint">{name}</span>}
        {text} <span class="faint">{extra}</span>
      </span>
      <svg class="line-lanes" width={lane * lanes.length} height={ROW} aria-hidden="true">
        {lanes.map(({ key }, index) => (
          <line key={key} class="life" x1={(index + 0.5) * lane} x2={(index + 0.5) * lane} y1={0} y2={ROW} />
        ))}
        <Mark {...span} isState={mood !== undefined} lane={lane} />
      </svg>
    </div>
  );
}

function nameOf({ entry, before }: Step, rows: Rows): string {
  const n = actorOf(entry);
  return before?.name ?? (n === undefined ? '' : (rows.get(n)?.name ?? ''));
}

/** An arrow from lane to lane; a dot for a state; a short arrow for what comes from outside, or from the same lane. */
function Mark({ from, to, lane, isState }: { from: number | undefined; to: number; lane: number; isState: boolean }) {
  const [x, y] = [(to + 0.5) * lane, ROW / 2];
  if (isState) return <circle class="mark" cx={x} cy={y} r={5} />;
  if (from === to) return <path class="mark way" d={`M${x} ${y - 5}h14v10H${x + 6}`} marker-end="url(#tip)" />;
  const start = from === undefined ? x - Math.min(30, lane / 2) : (from + 0.5) * lane;
  const end = start < x ? x - 1 : x + 1;
  return (
    <>
      {from === undefined && <circle class="mark origin" cx={start} cy={y} r={2.5} />}
      <path class="mark way" d={`M${start} ${y}H${end}`} marker-end="url(#tip)" />
    </>
  );
}

/** The head of arrows, once for all lines. */
export function Tip(): JSX.Element {
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true">
      <defs>
        <marker
          id="tip"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0.5L7.5 4L0 7.5z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}
