import type { Subscription } from 'xstate';
import { keepOutOfProxies } from './proxies.ts';

/**
 * Listeners that outlive a stop. XState drops all that an actor has when it is stopped, and it has none when it is started
 * again, as `useActorRef` of `@xstate/react` does wherever React mounts a component twice.
 */
export class LastingListeners {
  #listening: Map<() => Subscription, Subscription> | null = null;

  constructor() {
    keepOutOfProxies(this);
  }

  /** Listens from now on, and again whenever the actor is started again. */
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

  /** The actor was started again. Those that listened while it was stopped must not hear all twice. */
  again(): void {
    for (const [listen, subscription] of this.#listening ?? []) {
      subscription.unsubscribe();
      this.#listening?.set(listen, listen());
    }
  }
}
