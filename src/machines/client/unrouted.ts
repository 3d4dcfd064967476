import type { Message } from '../channel/channel.events.ts';
import { guarded, type UserCodeOwner } from '../user.code.ts';

/**
 * Those who hear messages of topics that no channel has: nobody joined them here, and the server sends them all the same,
 * as its transport process may (`Phoenix.Socket`, and the subscriptions of Absinthe).
 */
export class Unrouted {
  readonly #owner: UserCodeOwner;
  readonly #listeners = new Set<(message: Message) => void>();

  constructor(owner: UserCodeOwner) {
    this.#owner = owner;
  }

  /** Answers the undo. */
  add(listener: (message: Message) => void): () => void {
    const own = (message: Message) => listener(message);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Tells of a message. Answers whether anybody took it. */
  tell(message: Message): boolean {
    for (const listener of [...this.#listeners])
      guarded(this.#owner, () => listener(message), message.topic, 'onUnrouted');
    return this.#listeners.size > 0;
  }
}
