import type { InspectedActor, InspectedEvent, Listener } from './actors.types.ts';

/** Those who follow the actors: they are many, and harm neither each other nor the actor. */
export class Listeners {
  readonly #all = new Set<Listener>();
  /** Those who want each event: nobody, most of the time, and there are many. */
  readonly #takers = new Set<Listener>();

  /** @returns The undo. */
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
      // It has missed something, and there is nobody to hear of it.
    }
}
