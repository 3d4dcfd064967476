import type { Subscription } from 'xstate';

/**
 * Listeners that survive a stop of their actor. XState drops the listeners of an actor when it is stopped. `useActorRef` of
 * `@xstate/react` stops an actor and starts it again whenever React mounts a component twice.
 */
export class LastingListeners {
  #listening: Map<() => Subscription, Subscription> | null = null;

  /** Listens now, and again after each restart of the actor. */
  add(listen: () => Subscription): Subscription {
    this.#listening ??= new Map();
    this.#listening.set(listen, listen());
    return {
      unsubscribe: () => {
        this.#listening?.get(listen)?.unsubscribe();
        this.#listening?.delete(listen);
      },
    };
  }

  /** The actor was restarted. Unsubscribes first, so that those who were added while it was stopped do not hear all twice. */
  again(): void {
    for (const [listen, subscription] of this.#listening ?? []) {
      subscription.unsubscribe();
      this.#listening?.set(listen, listen());
    }
  }
}
