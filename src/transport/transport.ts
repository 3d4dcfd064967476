/** What one attempt dials. Any part may contain secrets. The client removes them from the errors of a transport. */
export interface TransportRequest {
  /**
   * The url, with the scheme `ws` or `wss`, a path that ends in `/websocket`, and the params and `vsn` in its query.
   */
  readonly url: string;
  /** The subprotocols to ask for; empty without an auth token. */
  readonly protocols: readonly string[];
  /** The headers of the upgrade. A transport that can not send any has to refuse a request with headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The auth token as it is, which `protocols` has in another form. */
  readonly authToken?: string;
}

/** How an attempt ended. */
export interface TransportClose {
  /** The close code; 1006 if there was no close frame or no connection. Anything but 1000 to 4999 counts as 1006. */
  readonly code: number;
  /** The reason of the close frame; empty if there is none. */
  readonly reason: string;
  /** The HTTP status of a refused upgrade, if the platform shows it. */
  readonly httpStatus?: number;
  /** The response headers of a refused upgrade, if the platform shows them. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Why the attempt failed or the connection was lost, if the platform shows it. A `ConfigurationError` means that
   * dialing the same request again can not help.
   */
  readonly error?: Error;
}

/** The callbacks of a transport. It calls `closed` exactly once for each attempt, and nothing after that. */
export interface TransportSink {
  /**
   * The connection is open. At most once, before `received`. `headers` are those of the upgrade's response, if known.
   */
  opened(response?: { readonly headers?: Readonly<Record<string, string>> }): void;
  /** A whole message has come. Once per message, in order, never for a fragment. */
  received(data: string | ArrayBuffer): void;
  /** A message has come that can not be read, such as text that is not UTF-8. The connection stays open. */
  unreadable(why: string): void;
  /** The attempt has failed, or the connection has ended. */
  closed(close: TransportClose): void;
  /**
   * A better transport can be dialed now. The client gives up this connection and dials anew, and joins its topics again.
   * While pushes wait for their replies it does nothing: say it again later.
   */
  outdated?(): void;
  /** A message that every Phoenix server answers: a heartbeat. */
  heartbeat?(): string | ArrayBuffer;
  /** The clock of the client, for the timers of a transport. Absent if something else than a client dials. */
  readonly clock?: TransportClock;
}

/** A clock: that of the client, or the platform's `setTimeout` and `clearTimeout`. */
export interface TransportClock {
  setTimeout(fire: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
  /** The time in ms, of a clock that has its own, as simulated clocks have. */
  now?(): number;
}

/** One attempt to connect, and its connection. It is used once: another attempt is another transport. */
export interface Transport {
  /**
   * Sends one message. Before `opened` and after `closed` it is dropped. It should not throw: if it does, the
   * connection is lost, with the error as the cause.
   */
  send(data: string | ArrayBuffer): void;
  /**
   * Closes the connection or gives up the attempt. `closed` follows even if the peer never answers. A second call does
   * nothing. It never throws for a legal code (1000, 3000-4999). For another one it may, and then does nothing. A
   * reason is cut to 123 bytes.
   */
  close(code?: number, reason?: string): void;
  /** Bytes that were sent, and that the network has not taken yet; absent if the platform does not show it. */
  readonly bufferedAmount?: number | undefined;
  /** What kind of transport it is, for people: `context.transport` of the client shows it. */
  readonly name?: string | undefined;
  /** Why it was chosen; absent if there was no choice. */
  readonly why?: string | undefined;
  /** False if it notices by itself that the server is gone. Then the client sends no heartbeats. */
  readonly heartbeats?: boolean | undefined;
  /** False if the server does not notice a close. Then the client leaves its topics before it closes. */
  readonly goodbyes?: boolean | undefined;
}

/**
 * Starts one attempt: dials at once, and reports to `sink`, which may already happen during the call.
 *
 * If the request can not be dialed at all (a bad url, an illegal subprotocol), it may throw a `ConfigurationError` or
 * report `closed` with one. Then the client does not try again, unless a function gave each option that the error
 * names.
 */
export type TransportFactory = (request: TransportRequest, sink: TransportSink) => Transport;

/** Milliseconds that a peer has to answer a close. Then the connection counts as closed. */
export const CLOSE_ANSWER_MS = 2_000;
