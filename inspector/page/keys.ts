import { goLive, pause, step } from './moments.ts';
import type { Store } from './store.ts';

/** Handles keys that no other element uses: arrows step through time, space pauses. */
export function takeKeys(store: Store): void {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || !(target instanceof Element))
      return;
    if (target.closest('input, textarea, select')) return;
    if (key === 'ArrowLeft') step(store, -1);
    else if (key === 'ArrowRight') step(store, 1);
    else if (key === ' ' && !target.closest('button')) (store.held.value ? goLive : pause)(store);
    else return;
    event.preventDefault();
  });
}
