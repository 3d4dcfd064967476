import type { AnyActorRef, EventObject } from 'xstate';
import type { Scope } from './define.types.ts';
import type { ClientContext, ClientEvent } from './machines/client.types.ts';
import type { Connection } from './machines/connection.ts';
import { turn } from './wait.ts';

/** User data, whatever they are. */
export type Wide = Record<string, unknown>;

/**
 * What a handler is given. While it runs, the user data it assigns are a draft, which the chart takes when it returns;
 * what it assigns later, behind an `await`, goes to the client as an event.
 */
export class HandlerScope implements Scope<Wide, EventObject> {
  readonly client: AnyActorRef;
  readonly #connection: Connection;
  #draft: Readonly<Wide> | null;

  constructor({ connection, assigns }: ClientContext) {
    this.client = connection.client;
    this.#connection = connection;
    this.#draft = { ...assigns() };
  }

  get assigns(): Readonly<Wide> {
    return this.#draft ?? { ...this.#connection.client.getSnapshot().context.assigns() };
  }

  // Handlers take their scope apart, so these are functions and no methods.
  readonly assign = (assigns: Wide): void => {
    if (this.#draft) this.#draft = { ...this.#draft, ...assigns };
    else this.#send({ type: 'client.assign', assigns: () => assigns });
  };

  readonly update = (key: string, change: (value: unknown) => unknown): void => {
    this.assign({ [key]: change(this.assigns[key]) });
  };

  readonly send = (event: EventObject): void => this.#send(event);

  readonly sendAfter = (event: EventObject, delayMs: number): (() => void) => {
    const { scheduler } = this.client.system;
    const id = `later.${this.#connection.nextRef()}`;
    if (this.#isActive()) scheduler.schedule(this.client, this.client, event, delayMs, id);
    return () => scheduler.cancel(this.client, id);
  };

  readonly stop = (reason?: unknown): void => {
    // A channel that is telling a message looks at what it was asked only afterwards; a stop would overtake that.
    void turn().then(() => this.#send({ type: 'client.stop', reason }));
  };

  /** The handler has returned: what it assigned is handed over. */
  end(): Readonly<Wide> {
    const assigned = this.#draft ?? {};
    this.#draft = null;
    return assigned;
  }

  /** A stopped client hears nothing. */
  #send(event: ClientEvent | EventObject): void {
    if (this.#isActive()) this.client.send(event);
  }

  #isActive(): boolean {
    return this.#connection.client.getSnapshot().status === 'active';
  }
}
