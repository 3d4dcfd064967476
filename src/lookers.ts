import type { Subscription } from 'xstate';
import type { ClientRef } from './machines/client/client.ref.ts';
import type { Connection } from './machines/client/connection.ts';

/** One who looks again when a client has taken a step. */
export interface Looker {
  /** @param isStopped - The client is being stopped, though its snapshot may not show it yet. */
  look(isStopped: boolean): void;
}

/** Those who look at a client. They share one subscription, since thousands may wait for their joins. */
export class Lookers {
  readonly #client: ClientRef;
  readonly #all = new Set<Looker>();
  #subscription: Subscription | undefined;

  constructor(connection: Connection<ClientRef>) {
    this.#client = connection.client;
    connection.onStop(() => this.#look(true));
  }

  add(looker: Looker): void {
    this.#all.add(looker);
    // If the client fails, its channels tell those who wait for them.
    this.#subscription ??= this.#client.subscribe({ next: () => this.#look(false), error: () => {} });
  }

  delete(looker: Looker): void {
    this.#all.delete(looker);
    if (this.#all.size > 0) return;
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  #look(isStopped: boolean): void {
    for (const looker of this.#all) looker.look(isStopped);
  }
}
