import { ConfigurationError } from '../../errors.ts';
import type { UserCodeOwner } from '../user.code.ts';

/** Events that nobody knows, such as one of the user's own that is named like ours: each type is told of once. */
export class Strangers {
  readonly #owner: UserCodeOwner;
  readonly #types = new Set<string>();

  constructor(owner: UserCodeOwner) {
    this.#owner = owner;
  }

  /** @param topic - The topic whose channel it was for; null for the client itself. */
  tell(type: string, topic: string | null): void {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    const message = `"${type}" is known to nobody; events of your own are for the client and its onEvent, and must not begin with a word of the client's own`;
    this.#owner.report(new ConfigurationError([{ path: 'type', message }]), topic, type);
  }
}
