import type { AnyActorRef, EventObject } from 'xstate';
import { check } from './configuration.check.ts';
import { delayRules } from './configuration.rules.ts';
import type { Scope } from './define.types.ts';
import type { ClientEvent } from './machines/client/client.events.ts';
import type { ClientContext } from './machines/client/client.ref.ts';
import type { Connection } from './machines/client/connection.ts';
import { assertNone } from './problem.ts';
import { MAX_DELAY_MS } from './values.ts';
import { turn } from './wait.ts';

/** The assigns of any client. */
export type Wide = Record<string, unknown>;

/**
 * The scope of one call of a handler. While the handler runs, its assigns are a draft, which the chart takes over when
 * it returns. What it assigns later, behind an `await`, goes to the client as an event.
 */
export class HandlerScope implements Scope<Wide, EventObject> {
  readonly client: AnyActorRef;
  /** A view instead of a copy: handlers destructure their scope, and what they assign later has to show. */
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

  // Handlers destructure their scope, so these are functions instead of methods.
  readonly assign = (assigns: Wide): void => this.#change(() => assigns);

  readonly update = (key: string, change: (value: unknown) => unknown): void =>
    this.#change((assigns) => ({ [key]: change(assigns[key]) }));

  readonly send = (event: EventObject): void => this.#send(event);

  readonly raise = (event: EventObject): void => {
    if (this.#draft === null) this.#send(event);
    else this.#raised = [...(this.#raised ?? []), event];
  };

  readonly sendAfter = (event: EventObject, delayMs: number): (() => void) => {
    assertNone(check({ delayMs }, delayRules));
    const { scheduler } = this.client.system;
    const id = `later.${this.#connection.nextRef()}`;
    if (this.#isActive()) scheduler.schedule(this.client, this.client, event, Math.min(delayMs, MAX_DELAY_MS), id);
    return () => scheduler.cancel(this.client, id);
  };

  readonly stop = (reason?: unknown): void => {
    const stop = () => this.#send({ type: 'client.stop', reason });
    // A channel that is emitting a message handles its other events afterwards. A stop at once would come before them.
    if (this.#connection.isOpen()) void turn().then(stop);
    else stop();
  };

  /** Ends the draft when the handler returns. Returns what it assigned and raised. */
  end(): Partial<ClientContext> {
    const assigned = this.#draft ?? {};
    const raised = this.#raised;
    this.#draft = null;
    return raised === null ? { assigns: () => assigned } : { assigns: () => assigned, raised: () => raised };
  }

  /** Changes the draft while the handler runs. Later it sends the change, for the assigns as they are then. */
  #change(change: (assigns: Readonly<Wide>) => Wide): void {
    if (this.#draft) this.#draft = { ...this.#draft, ...change(this.#draft) };
    else this.#send({ type: 'client.assign', change });
  }

  /** XState warns of events to a stopped actor. */
  #send(event: ClientEvent | EventObject): void {
    if (this.#isActive()) this.client.send(event);
  }

  #isActive(): boolean {
    return this.#connection.client.getSnapshot().status === 'active';
  }
}

/** A read-only view of an object that may be replaced. */
function viewOf(now: () => Readonly<Wide>): Readonly<Wide> {
  return new Proxy<Wide>(
    {},
    {
      get: (_, key) => Reflect.get(now(), key),
      has: (_, key) => Reflect.has(now(), key),
      ownKeys: () => Reflect.ownKeys(now()),
      // A proxy may report a property as not configurable only if its target has it, and this target is empty.
      getOwnPropertyDescriptor: (_, key) =>
        Reflect.has(now(), key) ? { value: Reflect.get(now(), key), enumerable: true, configurable: true } : undefined,
      set: () => false,
      defineProperty: () => false,
      deleteProperty: () => false,
    },
  );
}
