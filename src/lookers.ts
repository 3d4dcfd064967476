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
  readonly #connection: Connection<ClientRef>;
  readonly #all = new Set<Looker>();
  #subscription: Subscription | undefined;
  #stopHearing: (() => void) | undefined;

  constructor(connection: Connection<ClientRef>) {
    this.#connection = connection;
  }

  add(looker: Looker): void {
    this.#all.add(looker);
    if (this.#all.size === 1) this.#begin();
  }

  delete(looker: Looker): void {
    if (this.#all.delete(looker) && this.#all.size === 0) this.#end();
  }

  #begin(): void {
    const look = () => this.#look(false);
    this.#subscription = this.#connection.client.subscribe({ next: look, error: look, complete: look });
    this.#stopHearing = this.#connection.onStop(() => this.#look(true));
  }

  #end(): void {
    this.#subscription?.unsubscribe();
    this.#stopHearing?.();
  }

  #look(isStopped: boolean): void {
    for (const looker of this.#all) looker.look(isStopped);
  }
}
