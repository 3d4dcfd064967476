import type { AnyActorRef, EventObject } from 'xstate';
import { check } from './configuration.check.ts';
import { delayRules } from './configuration.rules.ts';
import type { Scope } from './define.types.ts';
import { ConfigurationError } from './errors.ts';
import type { ClientEvent } from './machines/client/client.events.ts';
import type { ClientContext } from './machines/client/client.ref.ts';
import type { Connection } from './machines/client/connection.ts';
import { MAX_DELAY_MS } from './values.ts';
import { turn } from './wait.ts';

/** User data, whatever they are. */
export type Wide = Record<string, unknown>;

/**
 * What a handler is given. While it runs, the user data it assigns are a draft, which the chart takes when it returns;
 * what it assigns later, behind an `await`, goes to the client as an event.
 */
export class HandlerScope implements Scope<Wide, EventObject> {
  readonly client: AnyActorRef;
  /** A view and no copy, because handlers take their scope apart before they assign. */
  readonly assigns: Readonly<Wide>;
  readonly #connection: Connection;
  #draft: Readonly<Wide> | null;
  #raised: EventObject[] | null = null;

  constructor({ connection, assigns }: ClientContext) {
    this.client = connection.client;
    this.#connection = connection;
    this.#draft = assigns();
    this.assigns = viewOf(() => this.#draft ?? connection.client.getSnapshot().context.assigns());
  }

  // Handlers take their scope apart, so these are functions and no methods.
  readonly assign = (assigns: Wide): void => this.#change(() => assigns);

  readonly update = (key: string, change: (value: unknown) => unknown): void =>
    this.#change((assigns) => ({ [key]: change(assigns[key]) }));

  readonly send = (event: EventObject): void => this.#send(event);

  readonly raise = (event: EventObject): void => {
    if (this.#draft === null) this.#send(event);
    else this.#raised = [...(this.#raised ?? []), event];
  };

  readonly sendAfter = (event: EventObject, delayMs: number): (() => void) => {
    const problems = check({ delayMs }, delayRules);
    if (problems.length > 0) throw new ConfigurationError(problems);
    const { scheduler } = this.client.system;
    const id = `later.${this.#connection.nextRef()}`;
    if (this.#isActive()) scheduler.schedule(this.client, this.client, event, Math.min(delayMs, MAX_DELAY_MS), id);
    return () => scheduler.cancel(this.client, id);
  };

  readonly stop = (reason?: unknown): void => {
    const stop = () => this.#send({ type: 'client.stop', reason });
    // A channel that is telling a message looks at what it was asked only afterwards; a stop would overtake that.
    if (this.#connection.isOpen()) void turn().then(stop);
    else stop();
  };

  /** The handler has returned: what it assigned is handed over, and what comes next. */
  end(): Partial<ClientContext> {
    const assigned = this.#draft ?? {};
    const raised = this.#raised;
    this.#draft = null;
    return raised === null ? { assigns: () => assigned } : { assigns: () => assigned, raised: () => raised };
  }

  /** Now, while the handler runs; later by what the user data are when the client gets to it. */
  #change(change: (assigns: Readonly<Wide>) => Wide): void {
    if (this.#draft) this.#draft = { ...this.#draft, ...change(this.#draft) };
    else this.#send({ type: 'client.assign', change });
  }

  /** A stopped client hears nothing. */
  #send(event: ClientEvent | EventObject): void {
    if (this.#isActive()) this.client.send(event);
  }

  #isActive(): boolean {
    return this.#connection.client.getSnapshot().status === 'active';
  }
}

/** Shows what an object is whenever somebody looks, and lets nobody change it. */
function viewOf(now: () => Readonly<Wide>): Readonly<Wide> {
  return new Proxy<Wide>(
    {},
    {
      get: (_, key) => Reflect.get(now(), key),
      has: (_, key) => Reflect.has(now(), key),
      ownKeys: () => Reflect.ownKeys(now()),
      // What a proxy shows as fixed has to be there; this is not.
      getOwnPropertyDescriptor: (_, key) =>
        Reflect.has(now(), key) ? { value: Reflect.get(now(), key), enumerable: true, configurable: true } : undefined,
      set: () => false,
      defineProperty: () => false,
      deleteProperty: () => false,
    },
  );
}
