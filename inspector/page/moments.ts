import type { History } from './history.ts';
import type { Store } from './store.ts';

/** Keeps showing the present moment. New entries are still recorded. */
export function pause(store: Store): void {
  goTo(store, store.position.value);
}

/** Follows the present again. */
export function goLive({ held }: Store): void {
  held.value = undefined;
}

/** Shows the moment after `position` steps. */
export function goTo({ held, history }: Store, position: number): void {
  const within = Math.max(0, Math.min(position, history.value.steps.length));
  held.value = { file: undefined, ...held.value, history: history.value, position: within };
}

/** Goes to the next or the previous step; with a search, to one that the search finds. */
export function step(store: Store, by: 1 | -1): void {
  if (by === 1) catchUp(store);
  const { found, position } = store;
  const now = position.value;
  const next = found.value === undefined ? now + by - 1 : nextIn(found.value, now, by);
  if (next !== undefined) goTo(store, next + 1);
}

function nextIn(found: readonly number[], now: number, by: 1 | -1): number | undefined {
  return by === 1 ? found.find((index) => index >= now) : found.findLast((index) => index < now - 1);
}

/** Shows the end of a recording. */
export function open({ held, chosen, entry }: Store, history: History, file: string): void {
  held.value = { history, position: history.steps.length, file };
  chosen.value = undefined;
  entry.value = undefined;
}

/** At the end of a paused history, continues with the entries since then. */
function catchUp({ held, live }: Store): void {
  if (!held.value || held.value.file !== undefined) return;
  const { history, position } = held.value;
  const isSame = history.startedAt === live.value.startedAt;
  if (!isSame || position < history.steps.length) return;
  const ahead = history.forgotten + position - live.value.forgotten;
  if (ahead >= 0 && ahead <= live.value.steps.length)
    held.value = { ...held.value, history: live.value, position: ahead };
}
