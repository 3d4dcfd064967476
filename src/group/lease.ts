import type { ChannelHost } from '../machines/channel/channel.host.ts';
import type { Connection } from '../machines/client/connection.ts';
import { shielded } from '../machines/user.code.ts';
import { heartbeatFrame, PHOENIX_TOPIC } from '../protocol/frame.ts';

/**
 * A list that is older than the grace of the others, less this, is not relied on: by then they may have acted on a change that
 * this process has not heard of. Phoenix takes 1.5 seconds to tell all nodes of one.
 */
const MARGIN_MS = 2_000;
/** However short the grace is, a list may be so many milliseconds old: else a slow answer would end the membership. */
const LEAST_MS = 3_000;

/**
 * For how long a member may rely on the list of the members. The answer to a heartbeat renews it: the server has written before
 * it all that it had to tell when it was asked.
 */
export class Lease {
  readonly #connection: Connection;
  readonly #wholeMs: number;
  /** As of when the list is known, at least. */
  #knownAt = Number.NEGATIVE_INFINITY;
  /** When each heartbeat was sent that has no answer yet, by its ref. */
  readonly #asked = new Map<string, number>();
  #deafen = () => {};

  constructor(connection: Connection, graceMs: number) {
    this.#connection = connection;
    this.#wholeMs = Math.max(graceMs - MARGIN_MS, LEAST_MS);
  }

  /** Milliseconds until it is over; not above 0 if it is. */
  get restMs(): number {
    return this.#knownAt + this.#wholeMs - this.#connection.time.now();
  }

  /** The group's topic is joined anew. The list that comes will be newer than this. */
  begin(): void {
    this.end();
    this.#knownAt = this.#connection.time.now();
  }

  /** Asks for an answer. `renewed` is called when it comes. */
  ask(host: ChannelHost, renewed: () => void): void {
    if (!host.isOpen()) return;
    const ref = host.nextRef();
    if (this.#asked.size === 0)
      this.#deafen = this.#connection.taps.add(({ direction, frame: [, answered, topic] }) => {
        const askedAt = topic === PHOENIX_TOPIC && direction === 'in' ? this.#asked.get(String(answered)) : undefined;
        if (askedAt === undefined) return;
        this.#asked.delete(String(answered));
        if (this.#asked.size === 0) this.#deafen();
        this.#knownAt = askedAt;
        renewed();
      });
    this.#asked.set(ref, this.#connection.time.now());
    shielded(host, () => host.write(heartbeatFrame(ref)), null, 'serializer');
  }

  end(): void {
    this.#asked.clear();
    this.#deafen();
  }
}
