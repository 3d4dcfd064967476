import type { Message } from '../channel/channel.events.ts';
import { guarded, type UserCodeOwner } from '../user.code.ts';

/**
 * The listeners of `onUnrouted`: they hear messages of topics that this client has not joined. The transport process of the
 * server may send them, as a custom `Phoenix.Socket` or the subscriptions of Absinthe do.
 */
export class Unrouted {
  readonly #owner: UserCodeOwner;
  readonly #listeners = new Set<(message: Message) => void>();

  constructor(owner: UserCodeOwner) {
    this.#owner = owner;
  }

  /** Returns the undo. */
  add(listener: (message: Message) => void): () => void {
    const own = (message: Message) => listener(message);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Calls the listeners. Returns whether there are any. */
  tell(message: Message): boolean {
    for (const listener of [...this.#listeners])
      guarded(this.#owner, () => listener(message), message.topic, 'onUnrouted');
    return this.#listeners.size > 0;
  }
}
