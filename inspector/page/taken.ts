import type { Arrow } from '../src/chart/graph.ts';
import type { ChartId } from '../src/wire.types.ts';
import type { Change } from './history.ts';
import { activeIds, shortType } from './states.ts';

/**
 * The arrows that a change of state took: those of its event, and those without an event. If one change stands for
 * several, we only know the last event, and show the way from the first state to the last.
 */
export function takenBy(chart: ChartId, arrows: readonly Arrow[], { entry, before }: Change): readonly Arrow[] {
  if (!before) return [];
  const was = activeIds(chart, before.value);
  const is = activeIds(chart, entry.value);
  const event = shortType(entry.by);
  const fits = ({ from, to }: Arrow) => was.has(from) && is.has(to);
  const named = arrows.filter((arrow) => arrow.events.includes(event) && fits(arrow));
  if (named.length > 0) return named;
  const through = arrows.filter((arrow) => arrow.events.includes(event) && was.has(arrow.from));
  const passed = through.flatMap((first) => {
    const next = arrows.find(
      ({ from, to, events }) => isWithin(from, first.to) && is.has(to) && events.includes('always'),
    );
    return next ? [first, next] : [];
  });
  return passed.length > 0 ? passed : arrows.filter(fits);
}

function isWithin(id: string, outer: string): boolean {
  return id === outer || id.startsWith(`${outer}.`);
}
