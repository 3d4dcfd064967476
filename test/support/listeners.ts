import type { AnyActorRef, Subscription } from 'xstate';

/** An abort signal that tells how many listen to it. */
export class CountingSignal {
  readonly #controller = new AbortController();
  listeners = 0;

  constructor() {
    const { signal } = this;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      this.listeners += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      this.listeners -= 1;
      removeEventListener.apply(signal, args);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort() {
    this.#controller.abort();
  }
}

/** How many listen to the given actors from now on. */
export function countListeners(...actors: AnyActorRef[]): () => number {
  const listening = new Set<Subscription>();
  const counted = ({ unsubscribe }: Subscription) => {
    const subscription: Subscription = {
      unsubscribe: () => {
        listening.delete(subscription);
        unsubscribe();
      },
    };
    listening.add(subscription);
    return subscription;
  };
  for (const actor of actors) {
    const { subscribe, on } = actor;
    Object.assign(actor, {
      subscribe: (...args: unknown[]) => counted(Reflect.apply(subscribe, actor, args)),
      on: (...args: unknown[]) => counted(Reflect.apply(on, actor, args)),
    });
  }
  return () => listening.size;
}
