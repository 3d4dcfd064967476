import type { InspectedActor, InspectedEvent, Listener } from './actors.types.ts';

/** A set of listeners. If one throws, neither the others nor the actor notice. */
export class Listeners {
  readonly #all = new Set<Listener>();
  /** The listeners with `took`. Mostly there are none, so we keep them apart: there are many events. */
  readonly #takers = new Set<Listener>();

  /** @returns A function that removes the listener. */
  add(listener: Listener): () => void {
    this.#all.add(listener);
    if (listener.took) this.#takers.add(listener);
    return () => {
      this.#all.delete(listener);
      this.#takers.delete(listener);
    };
  }

  tell(call: (listener: Listener) => void): void {
    tellEach(this.#all, call);
  }

  tellOfEvent(actor: InspectedActor, event: InspectedEvent): void {
    if (this.#takers.size > 0) tellEach(this.#takers, (listener) => listener.took?.(actor, event));
  }
}

function tellEach(listeners: ReadonlySet<Listener>, call: (listener: Listener) => void): void {
  for (const listener of listeners)
    try {
      call(listener);
    } catch {
      // Ignored: nobody listens to errors of listeners.
    }
}
