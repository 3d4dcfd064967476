import type { ConnectError, JoinError, Problem } from './errors.ts';
import type { ConnectParams } from './protocol/endpoint.ts';
import type { Serializer } from './protocol/serializer.ts';
import type { TransportFactory } from './transport/transport.ts';

/**
 * A value, or a function that gives it, asked anew for every attempt; it may answer with a promise.
 * `attempt` counts the retries: 0 for the first try. A throw, a rejection or an unusable value is a failed attempt, nothing
 * more; and so is null or undefined, which say that there is no value yet.
 */
export type Resolvable<T> = T | ((attempt: number) => T | null | undefined | PromiseLike<T | null | undefined>);

/**
 * Milliseconds to wait before each retry: a list whose last entry repeats, or a function of the retry's number
 * (1 is the first). What a function gives and is no number from 0 is reported, and counts as the last default; what is
 * longer than a timer can wait, 2147483647 ms, is as long as it gets (semantics 89).
 */
export type Delays = readonly number[] | ((attempt: number) => number);

/** What becomes of a push or a cast while its topic is not joined. */
export type WhenNotJoined = 'buffer' | 'reject';

/** How many pushes a topic keeps waiting, and which one goes when there are more. */
export interface PushBuffer {
  /** Pushes and casts that wait at most, for each topic. @defaultValue 100 */
  readonly max?: number;
  /**
   * `reject`: the new one fails with `overflow`. `drop-oldest` and `drop-newest`: the one that has waited longest, or
   * shortest, does, and the new one waits in its stead. @defaultValue `'reject'`
   */
  readonly overflow?: 'reject' | 'drop-oldest' | 'drop-newest';
}

/** How a connection, or an attempt at one, ended: what {@link ClientInput.shouldReconnect} decides on. */
export interface ConnectionEnd {
  /** `connecting`: it never opened. `connected`: it was open. */
  readonly phase: 'connecting' | 'connected';
  /** The close code; 1006 without a close frame. */
  readonly code: number;
  readonly reason: string;
  /** Retries in a row so far, this end included: 1 is the first. */
  readonly attempt: number;
  /** Why the attempt failed; of an open connection what was said of its end, `lost`, or null where nothing was. */
  readonly error: ConnectError | null;
}

/** How a join, or a joined channel, ended: what {@link ClientInput.shouldRejoin} decides on. */
export interface ChannelEnd {
  readonly topic: string;
  /** `join`: the join failed, see `error`. `crashed`: the channel crashed. `closed`: the server ended it. */
  readonly cause: 'join' | 'crashed' | 'closed';
  /** Retries in a row so far, the coming one included: 1 is the first. */
  readonly attempt: number;
  /** Why the join failed; null when the channel was joined. */
  readonly error: JoinError | null;
}

/** What `interpret(clientMachine, { input })` takes. Only `url` is required; the defaults are {@link defaults}. */
export interface ClientInput {
  /** The socket's url as in Phoenix's endpoint, `/websocket` added where it is missing (semantics 1-5). */
  readonly url: Resolvable<string | URL>;
  /** The params of `connect/3` (semantics 6-8). @defaultValue none */
  readonly params?: Resolvable<ConnectParams>;
  /**
   * The token of `connect_info.auth_token`, carried as a subprotocol (semantics 96-98). An empty one is none, for a function
   * that has to say so. @defaultValue none
   */
  readonly authToken?: Resolvable<string> | undefined;
  /** Headers of the upgrade; the WebSocket of browsers can not send any. @defaultValue none */
  readonly headers?: Resolvable<Readonly<Record<string, string>>>;
  /** Waits before reconnecting (semantics 84). @defaultValue 10, 50, 100, 150, 200, 250, 500, 1000, 2000, then 5000 */
  readonly reconnectAfterMs?: Delays;
  /** Waits before joining a topic again on an open connection (semantics 115). @defaultValue 1000, 2000, 5000, then 10000 */
  readonly rejoinAfterMs?: Delays;
  /**
   * The share of a delay that is drawn at random: 0 is none, 1 is all of it. From the third retry on at least half of the
   * delay is kept, whatever the share is, so that a server which ends everything at once is asked ever more seldom.
   * @defaultValue 0 for the first retry, 1 from the second on
   */
  readonly jitter?: number;
  /** Attempts that may fail in a row before the client is `failed` (semantics 94). @defaultValue `Infinity` */
  readonly maxAttempts?: number;
  /**
   * Milliseconds of rest between two heartbeats; 0 disables them (semantics 45, 50). Phoenix closes a connection it has
   * heard nothing on for 60000 ms, so more than 45000 is warned of, as `listener.failed`. @defaultValue 30000
   */
  readonly heartbeatIntervalMs?: number;
  /** Milliseconds the server may take to answer a heartbeat. @defaultValue 10000, or the interval if that is less */
  readonly heartbeatTimeoutMs?: number;
  /** Milliseconds for the url, params and token, and again for the handshake (semantics 73, 95). @defaultValue 10000 */
  readonly connectTimeoutMs?: number;
  /**
   * Milliseconds for the answer to a join. They count from when the server can have begun with it: from its writing, or,
   * since Phoenix does one join at a time on a connection, from the end of the join before it.
   * @defaultValue 10000
   */
  readonly joinTimeoutMs?: number;
  /**
   * Joins that may be on the wire at a time; the topics behind them wait in `rejoin-waiting.queued`.
   *
   * Phoenix does one join at a time on a connection (`Phoenix.Socket`), and everything else behind it: a push of a topic
   * that is joined waits for all joins before it, and its reply for as many again. With 10 joins of 300 ms that is 6 of the
   * 10 seconds that a push has. So `'auto'` begins with 10 on each connection. Each answer that comes within a quarter of a second
   * allows one more, up to 100, which joins many topics sooner where the way to the server is long. An answer that takes
   * longer makes it 10 again.
   *
   * @defaultValue 'auto'
   */
  readonly maxConcurrentJoins?: number | 'auto';
  /** Milliseconds for the reply to a push, counted from the call (semantics 137). @defaultValue 10000 */
  readonly pushTimeoutMs?: number;
  /** Milliseconds for the answer to a leave (semantics 120). @defaultValue 5000 */
  readonly leaveTimeoutMs?: number;
  /**
   * Milliseconds that a connection must be open, or a topic joined, before its failed attempts are forgotten. No answer
   * of the server does that, since a connection may be lost, or a topic crash, right behind each of them.
   * @defaultValue 10000
   */
  readonly stableAfterMs?: number;
  /** What becomes of a push while its topic is not joined (semantics 136). @defaultValue `'buffer'` */
  readonly whenNotJoined?: WhenNotJoined;
  /** The bounds of that buffer. @defaultValue 100, `'reject'` */
  readonly pushBuffer?: PushBuffer;
  /** Bytes the socket may hold unsent before pushes wait in that buffer (semantics 148). @defaultValue 16777216 */
  readonly maxBufferedAmount?: number;
  /**
   * Whether to try again after a connection or an attempt ended; undefined leaves it to the default: always, but for
   * constants that are unauthorized and for what can not be dialed. A throw counts as undefined and is reported.
   */
  readonly shouldReconnect?: (end: ConnectionEnd) => boolean | undefined;
  /**
   * Whether to join again after a join failed or a channel ended; undefined leaves it to the default: always, but for
   * `unmatched topic`, `unauthorized`, `forbidden` (semantics 105) and for what the server closed. A throw counts as
   * undefined and is reported.
   */
  readonly shouldRejoin?: (end: ChannelEnd) => boolean | undefined;
  /** @defaultValue `v2()` */
  readonly serializer?: Serializer;
  /** @defaultValue `ws()` in Node, `websocket()` elsewhere */
  readonly transport?: TransportFactory;
  /** Whether `start()` connects at once. @defaultValue true */
  readonly autoConnect?: boolean;
}

/** A validated input with every default filled in. */
export interface Configuration extends Required<Omit<ClientInput, Optional>>, Pick<ClientInput, Optional> {
  readonly pushBuffer: Required<PushBuffer>;
}

type Optional = 'authToken' | 'jitter' | 'shouldReconnect' | 'shouldRejoin';

/** What `parseConfiguration` answers. */
export type ParsedConfiguration =
  | { readonly ok: true; readonly value: Configuration }
  | { readonly ok: false; readonly problems: readonly Problem[] };
