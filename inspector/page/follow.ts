import type { Layout, PlacedState } from '../src/chart/layout.ts';

/** Where a pane is scrolling to; undefined if it is not scrolling. */
export type Aim = { readonly left: number; readonly top: number; readonly until: number } | undefined;

/** The most milliseconds that a smooth scroll takes in browsers. */
const SCROLL_MS = 800;
/** The margin around a state in px. */
const MARGIN = 16;

/** Scrolls to the innermost active states, unless they are visible, or will be when the present scroll ends. */
export function follow(pane: HTMLElement, layout: Layout, ids: readonly string[], scale: number, aim: Aim): Aim {
  const inner = layout.states.filter(({ state: { id, states } }) => ids.includes(id) && states.length === 0);
  if (inner.length === 0) return aim;
  const edge = (of: (placed: PlacedState) => number, pick: (...all: number[]) => number) =>
    pick(...inner.map(of)) * scale;
  const [left, right] = [edge(({ x }) => x, Math.min), edge(({ x, width }) => x + width, Math.max)];
  const [top, bottom] = [edge(({ y }) => y, Math.min), edge(({ y, height }) => y + height, Math.max)];
  const now = performance.now();
  const from = aim && aim.until > now ? aim : { left: pane.scrollLeft, top: pane.scrollTop };
  const isInSight =
    left >= from.left + MARGIN &&
    right <= from.left + pane.clientWidth - MARGIN &&
    top >= from.top + MARGIN &&
    bottom <= from.top + pane.clientHeight - MARGIN;
  if (isInSight) return aim;
  const target = {
    left: Math.max(0, Math.min((left + right - pane.clientWidth) / 2, pane.scrollWidth - pane.clientWidth)),
    top: Math.max(0, Math.min((top + bottom - pane.clientHeight) / 2, pane.scrollHeight - pane.clientHeight)),
  };
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  pane.scrollTo({ ...target, behavior: isCalm ? 'instant' : 'smooth' });
  return { ...target, until: now + SCROLL_MS };
}
