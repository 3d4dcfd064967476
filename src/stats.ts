import { channels, connectionOf } from './client.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import type { Connection } from './machines/client/connection.ts';
import { PHOENIX_TOPIC } from './protocol/frame.ts';

/** Frames and bytes in one direction. The bytes are those of the messages, without the headers of WebSocket frames. */
export interface Traffic {
  readonly frames: number;
  readonly bytes: number;
}

/** What {@link stats} returns. */
export interface ClientStats {
  /** When the first call for this client came, as `Date.now()` gives it. `in`, `out` and `lastRoundTripMs` count since then. */
  readonly since: number;
  /** Attempts to connect since the connection was last stable, the present one included. */
  readonly attempts: number;
  /** How often the client has connected. */
  readonly connections: number;
  /** How many topics are in each state. */
  readonly topics: Readonly<Record<'joining' | 'joined' | 'rejoin-waiting' | 'leaving' | 'closed', number>>;
  readonly pushes: {
    /** Pushes that were sent and have no reply yet. */
    readonly inFlight: number;
    /** Pushes and casts that wait to be sent. */
    readonly waiting: number;
  };
  /** What was received. Frames that can not be read do not count. */
  readonly in: Traffic;
  /** What was sent. */
  readonly out: Traffic;
  /** Milliseconds that the server took to answer the last heartbeat or `ping()`; null if there was no answer yet. */
  readonly lastRoundTripMs: number | null;
}

/**
 * Numbers of a client, at this moment. The first call begins to count frames and bytes, and costs each frame a little from
 * then on.
 *
 * @throws {@link ConfigurationError} when the input of the client can not be used.
 */
export function stats(client: ClientRef): ClientStats {
  const counter = connectionOf(client).part(Counter);
  const topics = { joining: 0, joined: 0, 'rejoin-waiting': 0, leaving: 0, closed: 0 };
  const pushes = { inFlight: 0, waiting: 0 };
  for (const channel of channels(client)) {
    const { value, context } = channel.getSnapshot();
    const state = typeof value === 'string' ? value : 'rejoin-waiting';
    if (state !== 'left') topics[state] += 1;
    for (const { sent } of context.pushes.pending()) pushes[sent ? 'inFlight' : 'waiting'] += 1;
  }
  const { dials, connections } = client.getSnapshot().context;
  return { attempts: dials, connections, topics, pushes, ...counter.read() };
}

type Counted = Pick<ClientStats, 'since' | 'in' | 'out' | 'lastRoundTripMs'>;

/** Counts the frames of one client. */
class Counter {
  readonly #since: number;
  readonly #traffic = { in: { frames: 0, bytes: 0 }, out: { frames: 0, bytes: 0 } };
  /** When each heartbeat that has no answer yet was sent, by its ref. */
  readonly #sentAt = new Map<string | null, number>();
  #roundTripMs: number | null = null;

  constructor({ taps, time }: Connection) {
    this.#since = time.wall();
    taps.add(({ direction, frame: [, ref, topic], bytes }) => {
      const traffic = this.#traffic[direction];
      traffic.frames += 1;
      traffic.bytes += bytes;
      if (topic !== PHOENIX_TOPIC) return;
      if (direction === 'out') this.#sentAt.set(ref, time.now());
      else this.#answered(ref, time.now());
    });
  }

  /** The server answers in order, so those before it get no answer any more. */
  #answered(ref: string | null, now: number): void {
    const sentAt = this.#sentAt.get(ref);
    if (sentAt === undefined) return;
    this.#roundTripMs = now - sentAt;
    this.#sentAt.clear();
  }

  read(): Counted {
    const { in: received, out } = this.#traffic;
    return { since: this.#since, in: { ...received }, out: { ...out }, lastRoundTripMs: this.#roundTripMs };
  }
}
