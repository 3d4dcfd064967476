import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { Time } from '../machines/time.ts';
import { shielded } from '../machines/user.code.ts';

/**
 * In so many milliseconds after a refusal, the limit that was learned from it grows by one. The server may have refused only
 * because a topic that was left was not gone yet.
 */
const FORGET_MS = 30_000;

/** One connection of a pool. */
export class Member {
  readonly client: ClientRef;
  readonly connection: Connection<ClientRef>;
  /** `new`: it has not been open yet. `closing`: it gets no topics any more. */
  phase: 'new' | 'old' | 'closing' = 'new';
  /** Since when it has had no topic, if it has none. */
  emptySince: number;
  readonly #most: number;
  readonly #time: Time;
  /** How many topics the server allows; null if it has not refused any. */
  #learned: number | null = null;
  #learnedAt = 0;

  /** @param most - How many topics it may have. */
  constructor(client: ClientRef, most: number, time: Time) {
    this.client = client;
    this.connection = client.getSnapshot().context.connection;
    this.emptySince = time.now();
    this.#most = most;
    this.#time = time;
  }

  get isOpen(): boolean {
    return this.connection.isOpen();
  }

  /** How many topics it has. */
  get size(): number {
    return this.connection.topics.channels.size;
  }

  /** How many topics it may have. */
  get limit(): number {
    if (this.#learned === null) return this.#most;
    const since = this.#time.now() - this.#learnedAt;
    return Math.min(this.#most, this.#learned + Math.floor(since / FORGET_MS));
  }

  get hasRoom(): boolean {
    return this.size < this.limit && this.isOpen;
  }

  /** Closes the socket at once. The actor may be at work, and would do so only after that. */
  close(): void {
    const { inbox, outlet } = this.connection;
    inbox.close();
    shielded(this.connection, () => outlet.transport?.close(1000), null, 'transport');
    outlet.use(null);
  }

  /** The server takes no more topics than these on a connection. */
  learn(limit: number): void {
    this.#learned = limit;
    this.#learnedAt = this.#time.now();
  }
}
