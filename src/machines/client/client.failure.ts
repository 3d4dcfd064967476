import type { AnyActorRef, Snapshot } from 'xstate';

/** The part of the actor that stops its children. */
interface Scope {
  stopChild(child: AnyActorRef): void;
}

type ParentSnapshot = Snapshot<unknown> & { readonly children: Readonly<Record<string, AnyActorRef | undefined>> };

/**
 * Stops the children of a machine that fails. XState leaves them running, and nobody could stop them any more: after a guard
 * has thrown, the socket would stay open for ever.
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
