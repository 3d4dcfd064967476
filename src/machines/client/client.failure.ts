import type { AnyActorRef, Snapshot } from 'xstate';

/** The part of the actor that stops its children. */
interface Scope {
  stopChild(child: AnyActorRef): void;
}

type ParentSnapshot = Snapshot<unknown> & { readonly children: Readonly<Record<string, AnyActorRef | undefined>> };

/**
 * Stops the children of a machine that throws. XState leaves them running, and nobody could stop them any more: after a guard
 * has thrown, the socket would stay open for ever. (If a child fails, XState stops the others itself.)
 */
export function orderly<S extends ParentSnapshot, Event, A extends Scope>(
  transition: (snapshot: S, event: Event, scope: A) => S,
): typeof transition {
  return (snapshot, event, scope) => {
    try {
      return transition(snapshot, event, scope);
    } catch (error) {
      for (const child of Object.values(snapshot.children)) if (child) scope.stopChild(child);
      throw error;
    }
  };
}
