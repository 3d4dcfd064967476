import type { TransportRequest, TransportSink } from '../transport/transport.ts';
import type { LinkTransport } from './link.ts';

/** The times of the server's long polling. */
export interface LongPollTimes {
  /**
   * Milliseconds after which a poll without messages is answered. A session that is not polled for one and a half times
   * as long ends. Phoenix's `window_ms`. @defaultValue 10_000
   */
  readonly windowMs?: number;
  /**
   * Milliseconds after which a request of a session that has ended is answered. Phoenix's `pubsub_timeout_ms`.
   *
   * @defaultValue 2_000
   */
  readonly pubsubTimeoutMs?: number;
}

/** A GET or POST of a client. */
export interface LongPollRequest {
  readonly method: string;
  /** The path and the query. A scheme and a host before them are ignored. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The client gives the request up. A network does not tell this. */
  readonly signal?: AbortSignal | undefined;
}

/** The answer to a {@link LongPollRequest}. */
export interface LongPollAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Connects to the server. */
export type DialLink = (request: TransportRequest, sink: TransportSink) => LinkTransport;
