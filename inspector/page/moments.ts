import type { History } from './history.ts';
import type { Store } from './store.ts';

/** Holds what is shown where it is. What happens meanwhile is still recorded. */
export function pause(store: Store): void {
  goTo(store, store.position.value);
}

/** Shows what is now, and goes on showing it. */
export function goLive({ held }: Store): void {
  held.value = undefined;
}

/** Shows the moment after so many steps. */
export function goTo({ held, history }: Store, position: number): void {
  const within = Math.max(0, Math.min(position, history.value.steps.length));
  held.value = { file: undefined, ...held.value, history: history.value, position: within };
}

/** Goes on to the next step, or back to the one before; with a search, to the next one it finds. */
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

/** Shows a recording, as it was at its end. */
export function open({ held, chosen, entry }: Store, history: History, file: string): void {
  held.value = { history, position: history.steps.length, file };
  chosen.value = undefined;
  entry.value = undefined;
}

/** Who comes to the end of what was held goes on with what has happened since. */
function catchUp({ held, live }: Store): void {
  if (!held.value || held.value.file !== undefined) return;
  const { history, position } = held.value;
  const isSame = history.startedAt === live.value.startedAt;
  if (!isSame || position < history.steps.length) return;
  const ahead = history.forgotten + position - live.value.forgotten;
  if (ahead >= 0 && ahead <= live.value.steps.length)
    held.value = { ...held.value, history: live.value, position: ahead };
}
