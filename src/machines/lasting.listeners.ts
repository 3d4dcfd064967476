import type { Subscription } from 'xstate';
import { keepOutOfProxies } from './proxies.ts';

/** A message, as far as a presence needs it. */
export interface EarlyMessage {
  readonly event: string;
  readonly payload: unknown;
}

/** How many messages are kept. */
const MOST = 1_000;

/**
 * Listeners that survive a stop of their actor. XState drops the listeners of an actor when it is stopped. `useActorRef` of
 * `@xstate/react` stops an actor and starts it again whenever React mounts a component twice.
 */
export class LastingListeners {
  #listening: Map<() => Subscription, Subscription> | null = null;
  #early: [joinRef: string | null, ...messages: EarlyMessage[]] = [null];

  constructor() {
    keepOutOfProxies(this);
  }

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

  /** The ref of a join, and the messages of that join that a presence needs which is made later. */
  get early(): [joinRef: string | null, ...messages: EarlyMessage[]] {
    return this.#early;
  }

  /**
   * Keeps a message for a presence that is made later, since nobody can ask the server for it again. When they are too many,
   * they are forgotten, since nobody may ever make a presence.
   */
  keep(joinRef: string | null, message: EarlyMessage): void {
    if (!message.event.startsWith('presence_')) return;
    if (this.#early[0] !== joinRef || this.#early.length > MOST) this.#early = [joinRef];
    this.#early.push(message);
  }

  /** The actor was restarted. Unsubscribes first, so that those who were added while it was stopped do not hear all twice. */
  again(): void {
    for (const [listen, subscription] of this.#listening ?? []) {
      subscription.unsubscribe();
      this.#listening?.set(listen, listen());
    }
  }
}
