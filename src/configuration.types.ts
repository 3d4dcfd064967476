import type { ConnectError, JoinError, Problem } from './errors.ts';
import type { ConnectParams } from './protocol/endpoint.ts';
import type { Serializer } from './protocol/serializer.ts';
import type { TransportFactory } from './transport/transport.ts';

/**
 * A value, or a function that returns it or a promise of it. The function is called for every attempt. Its argument
 * counts the retries: 0 is the first try.
 *
 * If the function throws, rejects, or returns a value that can not be used, the attempt fails, and the next one calls
 * it again. Return null or undefined while you have no value yet: the attempt fails, too.
 */
export type Resolvable<T> = T | ((attempt: number) => T | null | undefined | PromiseLike<T | null | undefined>);

/**
 * Milliseconds to wait before each retry: a list whose last entry repeats, or a function of the retry's number, where 1
 * is the first.
 *
 * If the function throws, or returns anything but a number from 0, `listener.failed` reports it, and the last entry of
 * the default list is used. A delay above 2147483647 ms, the most that a timer can wait, becomes that.
 */
export type Delays = readonly number[] | ((attempt: number) => number);

/** What happens to a push or cast while its topic is not joined: it waits until it is, or fails at once. */
export type WhenNotJoined = 'buffer' | 'reject';

/** How many pushes may wait for a topic, and which one is dropped when there are more. */
export interface PushBuffer {
  /** The number of pushes and casts that may wait, per topic. @defaultValue 100 */
  readonly max?: number;
  /**
   * Which one fails with `overflow`: `'reject'` the new one, `'drop-oldest'` the one that has waited longest,
   * `'drop-newest'` the one that has waited shortest. In the last two cases the new one waits. @defaultValue `'reject'`
   */
  readonly overflow?: 'reject' | 'drop-oldest' | 'drop-newest';
}

/** How a connection or an attempt to connect ended: the argument of {@link ClientInput.shouldReconnect}. */
export interface ConnectionEnd {
  /** `connecting`: it never opened. `connected`: it was open. */
  readonly phase: 'connecting' | 'connected';
  /** The close code; 1006 if there was no close frame. */
  readonly code: number;
  /** The reason of the close frame; empty if it has none. */
  readonly reason: string;
  /** The number of the coming retry: 1 is the first. */
  readonly attempt: number;
  /** Why the attempt failed. For a connection that was open: a `lost` if the transport knows the cause, else null. */
  readonly error: ConnectError | null;
}

/** How a join failed or a joined channel ended: the argument of {@link ClientInput.shouldRejoin}. */
export interface ChannelEnd {
  readonly topic: string;
  /** `join`: the join failed, see `error`. `crashed`: the channel crashed. `closed`: the server closed it. */
  readonly cause: 'join' | 'crashed' | 'closed';
  /** The number of the coming retry: 1 is the first. */
  readonly attempt: number;
  /** Why the join failed; null when the channel was joined. */
  readonly error: JoinError | null;
}

/**
 * The options of a client: `interpret(clientMachine, { input })`. Only `url` is required. {@link defaults} has the
 * defaults.
 */
export interface ClientInput {
  /**
   * The url of the socket in Phoenix's endpoint, such as `wss://example.com/socket`. `/websocket` is added if it is
   * missing, and `https` becomes `wss`. In a page it may be relative: `/socket`.
   */
  readonly url: Resolvable<string | URL>;
  /** The params of the server's `connect/3`. They travel in the query of the url. @defaultValue none */
  readonly params?: Resolvable<ConnectParams>;
  /**
   * The token that the server finds in `connect_info.auth_token`. It travels as a subprotocol, so the server's socket
   * needs `auth_token: true`
   * ({@link https://hexdocs.pm/phoenix/Phoenix.Endpoint.html#socket/3 | Phoenix.Endpoint.socket/3}). A function returns
   * an empty string if there is no token. @defaultValue none
   */
  readonly authToken?: Resolvable<string> | undefined;
  /** The headers of the upgrade request. The WebSocket of browsers can not send any. @defaultValue none */
  readonly headers?: Resolvable<Readonly<Record<string, string>>>;
  /**
   * Milliseconds to wait before each attempt to reconnect. The defaults are those of phoenix.js.
   * @defaultValue 10, 50, 100, 150, 200, 250, 500, 1000, 2000, then 5000
   */
  readonly reconnectAfterMs?: Delays;
  /**
   * Milliseconds to wait before a topic is joined again, after its join failed or its channel ended. After a reconnect
   * it is joined at once. The defaults are those of phoenix.js. @defaultValue 1000, 2000, 5000, then 10000
   */
  readonly rejoinAfterMs?: Delays;
  /**
   * The part of a delay that is random: 0 is none, 1 is all of it. From the third retry on at least half of the delay
   * stays, so that the retries become rarer in any case. @defaultValue 0 for the first retry, 1 from the second on
   */
  readonly jitter?: number;
  /** How many attempts to connect may fail in a row before the client is `failed`. @defaultValue `Infinity` */
  readonly maxAttempts?: number;
  /**
   * Milliseconds from the answer to a heartbeat until the next heartbeat; 0 turns heartbeats off. Phoenix closes a
   * connection that it has received nothing on for 60000 ms, so `listener.failed` warns of more than 45000.
   * @defaultValue 30000
   */
  readonly heartbeatIntervalMs?: number;
  /**
   * Milliseconds that the server has to answer a heartbeat, or the connection counts as lost.
   * @defaultValue 10000, or the interval if that is less
   */
  readonly heartbeatTimeoutMs?: number;
  /**
   * What counts as the answer to a heartbeat. `'heartbeat'`: only the server's answer to it. `'any-frame'`: whatever arrives
   * after it was sent, so a server that is busy sending is not taken for dead. Heartbeats are sent in any case.
   * @defaultValue `'heartbeat'`
   */
  readonly livenessFrom?: 'heartbeat' | 'any-frame';
  /**
   * Milliseconds that your functions for url, params, token and headers have together, and that the handshake has after
   * them. @defaultValue 10000
   */
  readonly connectTimeoutMs?: number;
  /**
   * Milliseconds that the server has to answer a join. They count from the moment the join is sent. If another join is
   * still unanswered then, they count from the end of that one, because Phoenix does one join at a time on a
   * connection.
   * @defaultValue 10000
   */
  readonly joinTimeoutMs?: number;
  /**
   * How many joins may be unanswered at a time. Further topics wait in `rejoin-waiting.queued`.
   *
   * Phoenix does one join at a time on a connection (`Phoenix.Socket`), and does everything else behind it. So a push
   * waits for all joins before it, and its reply for as many again. With 10 joins of 300 ms that is 6 of the 10 seconds
   * that a push has. `'auto'` begins with 10 on each connection. Each answer that comes within a quarter of a second
   * allows one more, up to 100: this joins many topics sooner when the server is far away. An answer that takes longer
   * makes it 10 again.
   *
   * @defaultValue `'auto'`
   */
  readonly maxConcurrentJoins?: number | 'auto';
  /** Milliseconds that a push has until its reply, counted from the call, so waiting counts. @defaultValue 10000 */
  readonly pushTimeoutMs?: number;
  /**
   * Milliseconds that the server has to answer a leave. Then the topic is left without the answer. @defaultValue 5000
   */
  readonly leaveTimeoutMs?: number;
  /**
   * Milliseconds that a connection must stay open, or a topic joined, until its failed attempts are forgotten. An
   * answer of the server is not enough: the connection may break, or the topic crash, right after each answer.
   * @defaultValue 10000
   */
  readonly stableAfterMs?: number;
  /** What happens to a push while its topic is not joined. @defaultValue `'buffer'` */
  readonly whenNotJoined?: WhenNotJoined;
  /** The limits of the pushes that wait. @defaultValue `{ max: 100, overflow: 'reject' }` */
  readonly pushBuffer?: PushBuffer;
  /** Bytes that the socket may hold unsent. Above that, pushes wait. @defaultValue 16777216 */
  readonly maxBufferedAmount?: number;
  /**
   * Decides whether to try again after a connection or an attempt has ended. If it returns undefined, or throws (which
   * `listener.failed` reports), the default decides. It says no if something constant can not be dialed, and if the
   * server answers 401 or 403: at once if `url`, `params`, `authToken` and `headers` are constants, else at the third
   * time in a row.
   */
  readonly shouldReconnect?: (end: ConnectionEnd) => boolean | undefined;
  /**
   * Decides whether to join again after a join has failed or a channel has ended. If it returns undefined, or throws
   * (which `listener.failed` reports), the default decides: yes, unless the server closed the channel, or refused the
   * join with the reason `unmatched topic`, `unauthorized` or `forbidden`.
   */
  readonly shouldRejoin?: (end: ChannelEnd) => boolean | undefined;
  /** Writes and reads frames, and sets the protocol version. @defaultValue `v2()` */
  readonly serializer?: Serializer;
  /** Opens the connections. @defaultValue `ws()` in Node, `websocket()` elsewhere */
  readonly transport?: TransportFactory;
  /**
   * Milliseconds without any topic after which the client disconnects, with the reason `idle`. They count from when the
   * client is connected, or from when the last topic is `left` or `closed`. The next `join()` connects again.
   * @defaultValue `Infinity`: never
   */
  readonly idleDisconnectMs?: number;
  /** Whether `start()` connects at once. @defaultValue true */
  readonly autoConnect?: boolean;
  /** Writes lines about what the client does: what {@link logger} returns. @defaultValue none */
  readonly logger?: Logger;
}

/** What {@link logger} returns, for the option of that name. The client calls it once, with its own parts. */
export type Logger = (client: never) => void;

/** A checked input with all defaults filled in. */
export interface Configuration extends Required<Omit<ClientInput, Optional>>, Pick<ClientInput, Optional> {
  readonly pushBuffer: Required<PushBuffer>;
}

type Optional = 'authToken' | 'jitter' | 'shouldReconnect' | 'shouldRejoin' | 'logger';

/** The result of `parseConfiguration`. */
export type ParsedConfiguration =
  | { readonly ok: true; readonly value: Configuration }
  | { readonly ok: false; readonly problems: readonly Problem[] };
