import type { EventObject, SnapshotStatus } from 'xstate';
import { isStop } from './stop.ts';

/**
 * Lets a machine go on when its actor is started again after a stop. XState starts such an actor, but leaves the status of
 * its snapshot `stopped`. This sets it to `active` at the next event.
 */
export function restartable<Snapshot extends { readonly status: SnapshotStatus }, Event extends EventObject, Scope>(
  transition: (snapshot: Snapshot, event: Event, scope: Scope) => Snapshot,
): typeof transition {
  return (snapshot, event, scope) => {
    const isRestarted = snapshot.status === 'stopped' && !isStop(event);
    return transition(isRestarted ? { ...snapshot, status: 'active' } : snapshot, event, scope);
  };
}
