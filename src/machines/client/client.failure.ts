import type { AnyActorRef, Snapshot } from 'xstate';

/** What of the actor is needed to stop what it has begun. */
interface Scope {
  stopChild(child: AnyActorRef): void;
}

type ParentSnapshot = Snapshot<unknown> & { readonly children: Readonly<Record<string, AnyActorRef | undefined>> };

/**
 * Has a machine that fails stop its children first. XState leaves them running, and nobody can stop them any more: a guard
 * that throws would leave the socket open for ever, with nobody who listens.
 */
export function orderly<S extends ParentSnapshot, Event, A extends Scope>(
  transition: (snapshot: S, event: Event, scope: A) => S,
): typeof transition {
  const stopChildren = ({ children }: S, scope: A) => {
    for (const child of Object.values(children)) if (child) scope.stopChild(child);
  };
  return (snapshot, event, scope) => {
    try {
      const next = transition(snapshot, event, scope);
      if (next.status === 'error') stopChildren(next, scope);
      return next;
    } catch (error) {
      stopChildren(snapshot, scope);
      throw error;
    }
  };
}
