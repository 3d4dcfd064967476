import type { JSX } from 'preact';
import { drawn } from '../src/chart/glyph.ts';
import type { Arrow } from '../src/chart/graph.ts';
import type { Layout, PlacedArrow, PlacedState } from '../src/chart/layout.ts';
import { roundedPath } from './path.ts';

/** The sizes for which the layout was made. */
const size = { name: 13, nameLine: 20, text: 10.5, line: 14, character: 0.6, padding: 10 } as const;

export interface DrawingProps {
  readonly layout: Layout;
  readonly scale: number;
  readonly title: string;
  readonly active: ReadonlySet<string>;
  readonly mood: string;
  /** The arrows of the last change. */
  readonly taken: readonly Arrow[];
  /** A new number for each change makes its arrows flash. Undefined: no flash. */
  readonly flash: number | undefined;
}

/** A chart as SVG. */
export function Drawing({ layout, scale, title, active, mood, taken, flash }: DrawingProps): JSX.Element {
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  const isTaken = ({ arrow }: PlacedArrow) =>
    arrow !== undefined && taken.some(({ from, to }) => from === arrow.from && to === arrow.to);
  const arrows = [...layout.arrows].sort((a, b) => Number(isTaken(a)) - Number(isTaken(b)));
  return (
    <svg
      class={`chart mood-${mood}`}
      viewBox={`0 0 ${width} ${height}`}
      width={Math.round(width * scale)}
      height={Math.round(height * scale)}
      role="img"
      aria-label={title}
    >
      <defs>
        {['plain', 'taken', 'begin'].map((kind) => (
          <marker
            key={kind}
            id={`head-${kind}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path class={`head ${kind}`} d="M0 0.5L7.5 4L0 7.5z" />
          </marker>
        ))}
      </defs>
      {layout.states.map((placed) => (
        <Box key={placed.state.id} placed={placed} isActive={active.has(placed.state.id)} />
      ))}
      {layout.dots.map(({ x, y, width }) => (
        <circle key={`${x} ${y}`} class="begin-dot" cx={x + width / 2} cy={y + width / 2} r={width / 2} />
      ))}
      {arrows.map((placed) => (
        <Way key={keyOf(placed)} placed={placed} isTaken={isTaken(placed)} flash={flash} />
      ))}
    </svg>
  );
}

function Box({ placed: { state, x, y, width, height }, isActive }: { placed: PlacedState; isActive: boolean }) {
  const isLeaf = state.states.length === 0;
  const isRoot = !state.id.includes('.');
  const kind = isRoot ? 'root' : state.kind === 'region' ? 'region' : isLeaf ? 'leaf' : 'group';
  const nameWidth = state.name.length * size.name * size.character;
  return (
    <g class={`state ${kind}${isActive && !isRoot ? ' active' : ''}`} data-state={state.id} data-active={isActive}>
      {state.kind === 'final' && (
        <rect class="ring" x={x - 3} y={y - 3} width={width + 6} height={height + 6} rx={11} />
      )}
      <rect class="box" x={x} y={y} width={width} height={height} rx={8} />
      <Words
        class="name"
        size={size.name}
        x={isLeaf ? x + (width - nameWidth) / 2 : x + size.padding + 2}
        y={y + size.nameLine}
        text={state.name}
      />
      {state.inside.map((line, index) => (
        <Words
          key={index}
          class="text"
          size={size.text}
          x={x + size.padding + 2}
          y={y + size.nameLine + 6 + (index + 1) * size.line - 4}
          text={line}
        />
      ))}
    </g>
  );
}

function Way({ placed, isTaken, flash }: { placed: PlacedArrow; isTaken: boolean; flash: number | undefined }) {
  const { points, labels, label, arrow } = placed;
  const kind = arrow === undefined ? 'begin' : isTaken ? 'taken' : 'plain';
  const isFlashing = isTaken && flash !== undefined;
  return (
    <g
      key={isTaken ? flash : undefined}
      class={`arrow ${kind}${isFlashing ? ' flash' : ''}`}
      data-from={arrow?.from}
      data-to={arrow?.to}
    >
      <path class="way" d={roundedPath(points)} marker-end={`url(#head-${kind})`} />
      {label && labels.some((line) => line.trim() !== '') && (
        <rect class="label-back" x={label.x} y={label.y} width={label.width} height={label.height} rx={4} />
      )}
      {label &&
        labels.map((line, index) => (
          <Words
            key={index}
            class="text"
            size={size.text}
            x={label.x + 3}
            y={label.y + (index + 1) * size.line - 3}
            text={line}
          />
        ))}
    </g>
  );
}

interface WordsProps {
  readonly class: string;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A line of text. Its length is fixed, so it fits with any monospaced font. Leading spaces indent it. */
function Words({ class: name, size: fontSize, x, y, text }: WordsProps) {
  const { pieces, ways } = drawn(text, x, y, fontSize * size.character);
  return (
    <>
      {pieces.map((piece) => (
        <text key={piece.x} class={name} x={piece.x} y={y} textLength={piece.length} lengthAdjust="spacingAndGlyphs">
          {piece.text}
        </text>
      ))}
      {ways.map((way) => (
        <path key={way} class="glyph" d={way} />
      ))}
    </>
  );
}

function keyOf({ arrow, points }: PlacedArrow): string {
  return arrow ? `${arrow.from} ${arrow.to}` : `begin ${points[0]?.x} ${points[0]?.y}`;
}
