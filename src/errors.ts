/** One problem of a configuration: where it is, what is wrong, and what is allowed. */
export interface Problem {
  /** Where in the input, as you would write it in JavaScript: `reconnectAfterMs[2]`. Empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The input of a client, or an argument or option of a call, can not be used. It lists every problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration';

  constructor(
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}: ${list(problems)}`,
      options,
    );
  }
}

function list(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
}

/**
 * Why there is no connection.
 *
 * - `unauthorized`: the server answered the upgrade with HTTP 401 or 403, or a function of yours threw {@link Unauthorized}
 * - `refused`: it answered with another status (see `httpStatus`), or the socket closed before it was open
 * - `timeout`: no answer within `connectTimeoutMs`, or the call's own `timeoutMs` was up
 * - `unreachable`: no server answered (unknown host, refused port, broken TLS, no network)
 * - `params`: your function for `url`, `params`, `authToken` or `headers` threw, rejected, returned null or undefined,
 *   or returned a value that can not be dialed; the next attempt calls it again
 * - `configuration`: a constant can not be dialed (a bad url, a token that no subprotocol can carry, an illegal
 *   header), or the platform lacks something that the connection needs
 * - `lost`: an open connection broke, and the transport knows why (see `cause`)
 * - `exhausted`: `maxAttempts` attempts in a row have failed
 * - `disconnected`: there is no connection, because `disconnect()` was called or the client was stopped
 * - `aborted`: the call's signal was aborted, or the opposite call came (`disconnect()` after `connect()`, or vice
 *   versa)
 */
export type ConnectErrorCode =
  | 'unauthorized'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'params'
  | 'configuration'
  | 'lost'
  | 'exhausted'
  | 'disconnected'
  | 'aborted';

/** What a connect error carries beside its code. It never contains the url, params, token or headers of the request. */
export interface ConnectErrorDetails extends ErrorOptions {
  readonly httpStatus?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** An attempt to connect failed, a connection broke, or a wait for one can not succeed any more. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  /** The HTTP status of a refused upgrade, where the transport sees it: Node does, browsers do not. */
  readonly httpStatus: number | undefined;
  /** The response headers of a refused upgrade, where the transport sees them. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /**
   * Milliseconds that the server asks you to wait, by the `Retry-After` header of a 429 or 503; an hour at most. The
   * next attempt comes no earlier.
   */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ConnectErrorCode,
    message: string,
    { httpStatus, headers, retryAfterMs, ...options }: ConnectErrorDetails = {},
  ) {
    super(message, options);
    this.httpStatus = httpStatus;
    this.headers = headers;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Throw it in a function for `url`, `params`, `authToken` or `headers`, or reject with it, when it knows that nobody is logged
 * in. The client is `failed` at once, with the code `unauthorized`, and `shouldReconnect` is not asked. In a function for the
 * params of a topic, it closes that topic: see the code `params` of {@link JoinError}.
 */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
  readonly code = 'unauthorized';

  constructor(message = 'Nobody is logged in.', options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Why a topic is not joined.
 *
 * - `refused`: the server answered the join with an error (see `response`)
 * - `timeout`: no answer within `joinTimeoutMs`, or the call's own `timeoutMs` was up
 * - `params`: your function for the join's `params` threw, rejected, or returned null or undefined; or the params can
 *   not be encoded. It is tried again, unless the function threw {@link Unauthorized}
 * - `left`: `leave()` was called
 * - `closed`: the server closed the channel
 * - `disconnected`: the client is `failed`, was disconnected, or was stopped
 * - `aborted`: the call's signal was aborted
 */
export type JoinErrorCode = 'refused' | 'timeout' | 'params' | 'left' | 'closed' | 'disconnected' | 'aborted';

/** What a join error carries beside its code. */
export interface JoinErrorDetails extends ErrorOptions {
  readonly refusals?: number | undefined;
}

/** A join got no `:ok` reply, or a wait for one can not succeed any more. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
  /** How often the server refused since the topic was last joined. */
  readonly refusals: number;

  constructor(
    readonly code: JoinErrorCode,
    readonly topic: string,
    message: string,
    /** What the server answered at its last refusal, unchanged; undefined if it did not refuse. */
    readonly response?: unknown,
    { refusals = 0, ...options }: JoinErrorDetails = {},
  ) {
    super(message, options);
    this.refusals = refusals;
  }
}

/**
 * Why a push got no `:ok` reply.
 *
 * - `refused`: the server replied with another status than `:ok` (see `status` and `response`)
 * - `timeout`: no reply within `timeoutMs`; if it was `sent`, the server may still have acted
 * - `not_joined`: the topic was not joined, and `whenNotJoined` is `'reject'`
 * - `disconnected`: the connection was lost, or the client was disconnected or stopped
 * - `channel_crashed`, `channel_closed`: the server's channel ended
 * - `left`: the topic was left
 * - `encode`: the payload can not be encoded
 * - `overflow`: too many pushes were waiting (see `pushBuffer`)
 * - `aborted`: the call's signal was aborted
 */
export type PushErrorCode =
  | 'refused'
  | 'timeout'
  | 'not_joined'
  | 'disconnected'
  | 'channel_crashed'
  | 'channel_closed'
  | 'left'
  | 'encode'
  | 'overflow'
  | 'aborted';

/** What a push error carries beside its code. */
export interface PushErrorDetails extends ErrorOptions {
  readonly status?: string | undefined;
  readonly response?: unknown;
}

/** A push got no `:ok` reply. `sent` tells whether the server may have acted on it. */
export class PushError extends Error {
  override readonly name = 'PushError';
  /** The status of the reply; undefined unless `code` is `refused`. */
  readonly status: string | undefined;
  /** What the server answered, unchanged; undefined unless `code` is `refused`. */
  readonly response: unknown;

  constructor(
    readonly code: PushErrorCode,
    message: string,
    /** Whether the frame was handed to a socket. */
    readonly sent: boolean,
    { status, response, ...options }: PushErrorDetails = {},
  ) {
    super(message, options);
    this.status = status;
    this.response = response;
  }
}

/**
 * Why a frame could not be read or written.
 *
 * - `malformed`: the text or bytes are not a frame of this version of the protocol
 * - `unknown_kind`: a binary frame has a kind that Phoenix does not have
 * - `truncated`: a binary frame is shorter than its header says
 * - `too_long`: a ref, topic or event takes more than 255 bytes in a binary frame
 * - `unencodable`: the payload can not be written in this version of the protocol
 */
export type ProtocolErrorCode = 'malformed' | 'unknown_kind' | 'truncated' | 'too_long' | 'unencodable';

/** A frame could not be read or written. The message never quotes a payload. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    readonly code: ProtocolErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
