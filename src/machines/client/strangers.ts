import { unusable } from '../../problem.ts';
import type { UserCodeOwner } from '../user.code.ts';

/** Reports events of an unknown type, such as one of the user's own that begins like ours. Each type is reported once. */
export class Strangers {
  readonly #owner: UserCodeOwner;
  readonly #types = new Set<string>();

  constructor(owner: UserCodeOwner) {
    this.#owner = owner;
  }

  /** @param topic - The topic whose channel the event was for; null if it was for the client. */
  tell(type: string, topic: string | null): void {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    this.#owner.report(unusable('type', 'event_unknown', type), topic, type);
  }
}
