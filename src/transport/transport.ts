/** What one attempt dials. All of it may hold secrets; where an error quotes them, the client scrubs it. */
export interface TransportRequest {
  /** The endpoint: `ws` or `wss`, ending in `/websocket`, params and vsn in its query. */
  readonly url: string;
  /** The subprotocols to ask for; empty without an auth token. */
  readonly protocols: readonly string[];
  /** The headers of the upgrade; a transport that can not send them refuses a request that has any. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How an attempt ended. */
export interface TransportClose {
  /** The close code; 1006 when there was no close frame, or no connection, and so is what is no code from 1000 to 4999. */
  readonly code: number;
  readonly reason: string;
  /** The HTTP status of a refused upgrade, where the platform tells it. */
  readonly httpStatus?: number;
  /** The response headers of a refused upgrade, where the platform tells them. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * What went wrong, where the platform tells it: the cause of the failed attempt, or of the lost connection. A
   * `ConfigurationError` means that no retry of what was dialed can help.
   */
  readonly error?: Error;
}

/** What a transport tells its owner. Exactly one `closed` follows every attempt, and nothing follows `closed`. */
export interface TransportSink {
  /** At most once, before anything is received. `headers` are those of the upgrade's response, where known. */
  opened(response?: { readonly headers?: Readonly<Record<string, string>> }): void;
  /** One whole message. Called once per message, in order, never with a fragment. */
  received(data: string | ArrayBuffer): void;
  /** One message that can not be read at all, such as text that is not UTF-8. The connection goes on. */
  unreadable(why: string): void;
  closed(close: TransportClose): void;
}

/** One attempt at a connection, from dialing to its end. There is no second use of it. */
export interface Transport {
  /**
   * Hands over one message. Before `opened` and after `closed` it is dropped. Never throws: the connection of one that
   * does is lost, with what it threw as the cause.
   */
  send(data: string | ArrayBuffer): void;
  /**
   * Idempotent. `closed` is reported even when the peer never answers. Never throws for a legal code (1000, 3000-4999);
   * for another it may, and has done nothing then. A reason of more than 123 bytes is cut.
   */
  close(code?: number, reason?: string): void;
  /** Bytes handed over and not yet passed on to the network; absent where the platform does not tell. */
  readonly bufferedAmount?: number;
}

/**
 * Starts one attempt: dials at once and reports to `sink`, at the earliest while it returns.
 *
 * For a request that can not be dialed at all (a bad url, an illegal subprotocol) it may throw a `ConfigurationError`,
 * or report `closed` with one: that is not retried, unless a function gave each option that its problems name.
 */
export type TransportFactory = (request: TransportRequest, sink: TransportSink) => Transport;

/** Milliseconds a peer may take to answer a close before the connection is given up. */
export const CLOSE_ANSWER_MS = 2_000;
