import type { Transport } from '../transport/transport.ts';
import type { Seating } from './seating.ts';

/** The transport of a pool's own client. It speaks for all connections of the pool; the chart of its size opens and closes them. */
export class PoolTransport implements Transport {
  /** The connections have their own. */
  readonly heartbeats = false;
  readonly #seating: Seating;

  constructor(seating: Seating) {
    this.#seating = seating;
  }

  get name(): Transport['name'] {
    return this.#front?.name;
  }

  get why(): Transport['why'] {
    return this.#front?.why;
  }

  get goodbyes(): Transport['goodbyes'] {
    return this.#front?.goodbyes;
  }

  get bufferedAmount(): number {
    return [...this.#seating.crew].reduce((sum, { connection }) => sum + connection.bufferedAmount, 0);
  }

  /** Sends what belongs to no topic. */
  send(data: string | ArrayBuffer): void {
    this.#seating.crew.front?.connection.outlet.send(data);
  }

  close(): void {}

  get #front(): Transport | null | undefined {
    return this.#seating.crew.front?.connection.outlet.transport;
  }
}
