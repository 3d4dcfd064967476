import type { Frame } from 'xstate-phoenix';
import type { Blame } from './violation.ts';

/** One frame that is being delivered, and how often each listener has heard it. */
interface Delivery {
  readonly frame: Frame;
  readonly heard: Map<string, number>;
}

/** The messages of the server, as listeners hear them. */
export class MessageWitness {
  #delivery: Delivery | null = null;
  readonly #blame: Blame;

  constructor(blame: Blame) {
    this.#blame = blame;
  }

  /** A listener hears a message. */
  heard(listener: string, topic: string, event: string): void {
    const delivery = this.#delivery;
    if (!delivery || delivery.frame[2] !== topic || delivery.frame[3] !== event)
      this.#blame('I6', `${listener} heard "${event}" of "${topic}", which was not being delivered`);
    delivery?.heard.set(listener, (delivery.heard.get(listener) ?? 0) + 1);
  }

  /** A frame is delivered from now on, which each of `listeners` has to hear once, and nobody else. Answers its end. */
  begin(frame: Frame, listeners: readonly string[]): () => void {
    const delivery: Delivery = { frame, heard: new Map() };
    this.#delivery = delivery;
    return () => {
      this.#delivery = null;
      this.#check(delivery, listeners);
    };
  }

  #check(delivery: Delivery, listeners: readonly string[]): void {
    const [, , topic, event] = delivery.frame;
    for (const [listener, times] of delivery.heard)
      if (times > 1) this.#blame('I6', `${listener} heard "${event}" of "${topic}" ${times} times`);
      else if (!listeners.includes(listener))
        this.#blame('I6', `${listener} heard "${event}" of "${topic}", which is not joined`);
    for (const listener of listeners)
      if (!delivery.heard.has(listener)) this.#blame('I6', `${listener} did not hear "${event}" of "${topic}"`);
  }
}
