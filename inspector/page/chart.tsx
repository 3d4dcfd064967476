import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Layout } from '../src/chart/layout.ts';
import { Drawing } from './chart.draw.tsx';
import { momentOf } from './clock.ts';
import { Countdown } from './countdown.tsx';
import { type Aim, follow } from './follow.ts';
import { type Depth, useLayout } from './layouts.ts';
import { type Size, useSize } from './size.ts';
import { activeIds, lineOf, moodOf, topOf } from './states.ts';
import type { Store } from './store.ts';
import { takenBy } from './taken.ts';

/** At smaller scales the text can not be read. */
const READABLE = 0.78;
const ZOOMS = [0.3, 0.4, 0.5, 0.65, READABLE, 0.9, 1, 1.2, 1.5] as const;
/** A transition flashes if it is not older than this, in milliseconds. */
const NEWS_MS = 2_000;

/** The chart of the chosen actor, with its active states lit. */
export function Chart({ store }: { readonly store: Store }): JSX.Element {
  const actor = store.actor.value;
  const [depth, setDepth] = useState<Depth>('outline');
  const [zoom, setZoom] = useState<number | 'fit'>(READABLE);
  const graph = actor?.chart ? store.history.value.charts[actor.chart] : undefined;
  const layout = useLayout(graph, depth);
  const pane = useRef<HTMLDivElement>(null);
  const room = useSize(pane);
  const aim = useRef<Aim>(undefined);
  const active = activeIds(graph?.root.id ?? '', actor?.value ?? null);
  const lit = [...active].join(' ');
  const scale = zoom === 'fit' ? fit(layout, room) : zoom;
  useLayoutEffect(() => {
    if (pane.current && layout) aim.current = follow(pane.current, layout, lit.split(' '), scale, aim.current);
  }, [lit, layout, scale]);

  const change = store.change.value;
  const taken = graph && actor?.chart && change ? takenBy(actor.chart, graph.arrows, change) : [];
  const isNews = change && momentOf(store) - store.history.value.startedAt - change.entry.at < NEWS_MS;
  const zoomBy = (by: 1 | -1) => {
    const next = by === 1 ? ZOOMS.find((step) => step > scale + 0.01) : ZOOMS.findLast((step) => step < scale - 0.01);
    if (next !== undefined) setZoom(next);
  };

  return (
    <section class="panel chart-panel" aria-label="Chart">
      <header class="panel-head">
        <h2 class="actor-name" title={actor?.name}>
          {actor?.name ?? ''}
        </h2>
        {actor && actor.value !== null && (
          <span class={`badge mood-${moodOf(actor)}`}>{lineOf(actor.value) || topOf(actor.value)}</span>
        )}
        {actor && <Countdown store={store} actor={actor} />}
        <span class="space" />
        <button
          type="button"
          class="small"
          aria-pressed={depth === 'whole'}
          title="Show the events inside states"
          onClick={() => setDepth(depth === 'whole' ? 'outline' : 'whole')}
        >
          Details
        </button>
        <span class="joined-buttons">
          <button type="button" class="small" aria-label="Smaller" onClick={() => zoomBy(-1)}>
            −
          </button>
          <button type="button" class="small" onClick={() => setZoom('fit')} aria-pressed={zoom === 'fit'}>
            Fit
          </button>
          <button type="button" class="small" aria-label="Larger" onClick={() => zoomBy(1)}>
            +
          </button>
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's. */}
      <div class="chart-pane" ref={pane} tabIndex={0} role="group" aria-label="Chart, scrollable">
        {layout && actor && graph ? (
          <Drawing
            layout={layout}
            scale={scale}
            title={`The chart of ${actor.name}: ${lineOf(actor.value) || topOf(actor.value)}`}
            active={active}
            mood={moodOf(actor)}
            taken={taken}
            flash={isNews ? change.sequence : undefined}
          />
        ) : (
          <p class="empty">{wordsFor(actor?.chart, store)}</p>
        )}
      </div>
    </section>
  );
}

function wordsFor(chart: string | null | undefined, { rows, chosen }: Store): string {
  if (chart === null) return 'This actor has no chart.';
  if (chart !== undefined) return 'Drawing the chart …';
  if (chosen.value) return `${chosen.value.name} does not exist at this moment.`;
  return rows.value.size === 0 ? 'Nothing to see yet: no client has been started.' : 'Choose an actor.';
}

function fit(layout: Layout | undefined, { width, height }: Size): number {
  if (!layout || width === 0) return READABLE;
  return Math.min(1, (width - 8) / layout.width, (height - 8) / layout.height);
}
