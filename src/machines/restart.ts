import type { EventObject, SnapshotStatus } from 'xstate';
import { isStop } from './stop.ts';

/**
 * Lets a machine go on when its actor was stopped and is started again. XState starts it, but a snapshot that is `stopped`
 * stays so, whatever happens to it.
 */
export function restartable<Snapshot extends { readonly status: SnapshotStatus }, Event extends EventObject, Scope>(
  transition: (snapshot: Snapshot, event: Event, scope: Scope) => Snapshot,
): typeof transition {
  return (snapshot, event, scope) => {
    const isRestarted = snapshot.status === 'stopped' && !isStop(event);
    return transition(isRestarted ? { ...snapshot, status: 'active' } : snapshot, event, scope);
  };
}
