/** One thing that is wrong with a configuration: where it stands, what is wrong, what is allowed. */
export interface Problem {
  /** Where in the input, as JavaScript would write it: `reconnectAfterMs[2]`. Empty when the input as a whole is meant. */
  readonly path: string;
  readonly message: string;
}

/** An input that no client can be made of. Thrown before anything is opened, with every problem at once. */
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
 * - `unauthorized`: the server answered the upgrade with HTTP 401 or 403
 * - `refused`: it answered with another status (see `httpStatus`), or the socket closed before it was open
 * - `timeout`: no answer within `connectTimeoutMs`, or the awaiting call ran out of its own `timeoutMs`
 * - `unreachable`: no server answered (unknown host, refused port, broken TLS, a network that is down)
 * - `params`: the function behind `url`, `params`, `authToken` or `headers` threw or rejected, has no value yet, or gave one
 *   that can not be dialed; it is asked again
 * - `configuration`: a constant can not be dialed (a bad url, a token that is no legal subprotocol, a header that is none), or
 *   the platform lacks what is needed for it
 * - `lost`: an open connection broke, and whoever carried it has said why (see `cause`)
 * - `exhausted`: `maxAttempts` attempts in a row have failed
 * - `disconnected`: `disconnect()` was called, or the client was stopped
 * - `aborted`: the caller gave up, or was overtaken by the opposite call
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

/** What is known beyond the code. Nothing of it holds the url, the params, the token or the headers of the request. */
export interface ConnectErrorDetails extends ErrorOptions {
  readonly httpStatus?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** A connection that did not come to be, or a wait for one that became hopeless. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  /** The HTTP status of a refused upgrade, where the transport can see it (Node can, browsers can not). */
  readonly httpStatus: number | undefined;
  /** The response headers of a refused upgrade, where the transport can see them. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /**
   * Milliseconds for which the server asks to be left alone, by the `Retry-After` of a 429 or 503, an hour at most. The next
   * attempt waits for that long at least.
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
 * Why a topic is not joined.
 *
 * - `refused`: `join/3` answered an error (see `response`)
 * - `timeout`: no answer within `joinTimeoutMs`, or the awaiting call ran out of its own `timeoutMs`
 * - `params`: the function behind the join's `params` threw or rejected, or has no value yet; or the params can not be encoded
 * - `left`: `leave()` was called
 * - `closed`: the server ended the channel
 * - `disconnected`: the client gave up, was disconnected or stopped
 * - `aborted`: the caller gave up
 */
export type JoinErrorCode = 'refused' | 'timeout' | 'params' | 'left' | 'closed' | 'disconnected' | 'aborted';

/** What a join error carries beyond its code. */
export interface JoinErrorDetails extends ErrorOptions {
  readonly refusals?: number | undefined;
}

/** A join that got no ok reply, or a wait for one that became hopeless. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
  /** How often the server has refused since the topic was last joined. */
  readonly refusals: number;

  constructor(
    readonly code: JoinErrorCode,
    readonly topic: string,
    message: string,
    /** What the server answered when it last refused, untouched; undefined where it has not. */
    readonly response?: unknown,
    { refusals = 0, ...options }: JoinErrorDetails = {},
  ) {
    super(message, options);
    this.refusals = refusals;
  }
}

/**
 * Why a push got no ok reply.
 *
 * - `refused`: the server replied with another status than ok (see `status` and `response`)
 * - `timeout`: no reply in time; when `sent`, the server may still have acted
 * - `not_joined`: the topic was not joined and `whenNotJoined` is `'reject'`
 * - `disconnected`: the connection was lost or given up
 * - `channel_crashed`, `channel_closed`: the server's channel ended
 * - `left`: the topic was left
 * - `encode`: the payload can not be encoded
 * - `overflow`: the buffer of waiting pushes was full
 * - `aborted`: the caller gave up
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

/** What a refused push carries beyond its code. */
export interface PushErrorDetails extends ErrorOptions {
  readonly status?: string | undefined;
  readonly response?: unknown;
}

/** A push that got no ok reply. `sent` tells whether the server may have acted on it. */
export class PushError extends Error {
  override readonly name = 'PushError';
  /** The status of the reply; undefined unless `code` is `refused`. */
  readonly status: string | undefined;
  /** What the server answered, untouched; undefined unless `code` is `refused`. */
  readonly response: unknown;

  constructor(
    readonly code: PushErrorCode,
    message: string,
    /** True exactly if the frame was handed to a socket. */
    readonly sent: boolean,
    { status, response, ...options }: PushErrorDetails = {},
  ) {
    super(message, options);
    this.status = status;
    this.response = response;
  }
}

/**
 * Why bytes are no frame, or a frame no bytes.
 *
 * - `malformed`: text or bytes that do not have the form of the protocol
 * - `unknown_kind`: a binary frame of a kind that Phoenix does not have
 * - `truncated`: a binary frame shorter than its own header says
 * - `too_long`: a ref, topic or event of more than 255 bytes in a binary frame
 * - `unencodable`: a payload that has no form in this protocol
 */
export type ProtocolErrorCode = 'malformed' | 'unknown_kind' | 'truncated' | 'too_long' | 'unencodable';

/** Bytes that are no frame, or a frame that has no bytes. The message never quotes a payload. */
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
