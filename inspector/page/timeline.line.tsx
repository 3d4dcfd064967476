import type { JSX } from 'preact';
import { wordsOf } from './entries.ts';
import { actorOf, type Rows, type Step } from './history.ts';
import { type Lane, spanOf } from './lanes.ts';

/** The height of a line in px. */
export const ROW = 22;

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

/** One entry, with its arrow between the lanes. */
export function Line({ id, step, clock, lanes, lane, rows, isChosen, when, onClick }: LineProps) {
  const { text, extra, mood } = wordsOf(step);
  const { entry } = step;
  const span = spanOf(entry, lanes, rows);
  // On the shared lane, show the name of the topic. Frames already show it.
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

/** An arrow from lane to lane, a dot for a state, or a short arrow for events from outside or from the same lane. */
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

/** The arrow head. All lines share it. */
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
