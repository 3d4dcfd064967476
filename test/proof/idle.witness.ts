import type { Blame } from './violation.ts';

/** How things are when nobody is at anything. */
export interface Usage {
  readonly isConnected: boolean;
  /** Whether no topic is wanted. */
  readonly isUnused: boolean;
  /** How much the user has done so far. */
  readonly deeds: number;
}

/** Watches a client that disconnects when no topic has been wanted for a while (I15). */
export class IdleWitness {
  readonly #blame: Blame;
  readonly #idleMs: number;
  #unusedSince: number | null = null;
  /** When the user did something last: a topic may have come and gone within it. */
  #undisturbedSince = 0;
  #deeds = 0;

  constructor(idleMs: number, blame: Blame) {
    this.#idleMs = idleMs;
    this.#blame = blame;
  }

  /** Timers that were due at `heardAt` or before have been heard of. What they have set begins now, which may be later. */
  checkAtRest({ isConnected, isUnused, deeds }: Usage, now: number, heardAt = now): void {
    if (deeds !== this.#deeds) this.#undisturbedSince = now;
    this.#deeds = deeds;
    if (!isConnected || !isUnused) {
      this.#unusedSince = null;
      return;
    }
    this.#unusedSince ??= now;
    if (heardAt > Math.max(this.#unusedSince, this.#undisturbedSince) + this.#idleMs)
      this.#blame('I15', `no topic is wanted since ${this.#unusedSince}, and the client is connected at ${heardAt}`);
  }

  /** The client has disconnected, and says that no topic was wanted. */
  ends(isUnused: boolean, now: number): void {
    if (!isUnused) this.#blame('I15', 'the client has disconnected as idle, and a topic is wanted');
    else if (this.#unusedSince === null || now < this.#unusedSince + this.#idleMs)
      this.#blame('I15', `the client has disconnected as idle at ${now}, and is unused since ${this.#unusedSince}`);
  }

  /** Since when it is unused, for {@link told}. */
  get unusedSince(): number | null {
    return this.#unusedSince;
  }
}
