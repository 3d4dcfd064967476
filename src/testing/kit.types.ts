import type { ClientInput } from '../configuration.types.ts';
import type { Payload } from '../listen.ts';
import type { FetchLike } from '../longpoll/longpoll.types.ts';
import type { TransportFactory } from '../transport/transport.ts';
import type { Act, ConnectAct, DisconnectAct, HeartbeatAct, JoinAct, LeaveAct, PushAct } from './acts.types.ts';
import type { TestClock } from './clock.ts';
import type { Within } from './expectations.ts';
import type { LongPollTimes } from './longpoll.types.ts';
import type { Matcher, NameMatcher, TextMatcher } from './match.ts';
import type { Params } from './params.ts';
import type { ObservedFrame, PhoenixOptions } from './phoenix.types.ts';
import type { TestWebSocketClass } from './websocket.ts';

/** Options of {@link createTestServer}: those of {@link createPhoenix}, all optional, and two of its own. */
export interface TestServerOptions extends Partial<PhoenixOptions> {
  /** The first time of the server's clock, in milliseconds. @defaultValue 0 */
  readonly now?: number;
  /** The times of long polling, on the server's clock. @defaultValue those of Phoenix */
  readonly longPoll?: LongPollTimes;
}

/** The options of `interpret` for a client of a test server. */
export interface ClientOptions {
  readonly clock: TestClock;
  readonly input: ClientInput;
}

/** Which attempts to connect fit. What you leave out fits anything. */
export interface ConnectMatchers {
  readonly params?: Matcher<Params> | undefined;
  /** The headers of the client, with their names as the client wrote them. */
  readonly headers?: Matcher<Readonly<Record<string, string>>> | undefined;
  readonly authToken?: TextMatcher | undefined;
  /** The url that the client dials, with `/websocket` and the query. */
  readonly url?: TextMatcher | undefined;
}

/** Which joins fit. What you leave out fits anything. */
export interface JoinMatchers<P = Payload> {
  readonly params?: Matcher<P> | undefined;
}

/** How an expected join is answered. */
export interface JoinAnswer {
  /**
   * A status and a response, or `'hold'` to answer later with {@link JoinAct.reply}. Give none for the topics of
   * `channels`: the server answers those by itself. @defaultValue `['ok', {}]`
   */
  readonly reply?: 'hold' | readonly [status: 'ok' | 'error', response?: unknown] | undefined;
}

/**
 * What your test expects of its clients. Each `expect...` lets promises settle, and then takes and returns the first
 * act that fits and that no expectation has taken before. Each `refute...` fails if there is such an act.
 *
 * Topics and events can be names, beginnings of names with a `*` behind them, or regular expressions. All methods
 * reject with an {@link ExpectationError} that lists what the clients did, with a RangeError when `withinMs` is not a
 * finite number from 0 up, and with whatever a matcher throws.
 */
export interface TestExpectations {
  expectConnect(matchers?: ConnectMatchers & Within): Promise<ConnectAct>;
  refuteConnect(matchers?: ConnectMatchers & Within): Promise<void>;
  /** Also answers the join. Rejects with an Error if it can not: an earlier join is held, or the connection is over. */
  expectJoin<P = Payload>(topic: NameMatcher, options?: JoinMatchers<P> & JoinAnswer & Within): Promise<JoinAct<P>>;
  refuteJoin<P = Payload>(topic?: NameMatcher, options?: JoinMatchers<P> & Within): Promise<void>;
  /** Calls `accept()`, then `expectJoin()`. */
  connectAndExpectJoin<P = Payload>(
    topic: NameMatcher,
    options?: JoinMatchers<P> & JoinAnswer & Within,
  ): Promise<JoinAct<P>>;
  expectLeave(topic: NameMatcher, within?: Within): Promise<LeaveAct>;
  refuteLeave(topic?: NameMatcher, within?: Within): Promise<void>;
  /** @param payload - A part of the payload, or a function that returns true if it fits. @defaultValue any */
  expectPush<P = Payload>(
    topic: NameMatcher,
    event: NameMatcher,
    payload?: Matcher<P>,
    within?: Within,
  ): Promise<PushAct<P>>;
  refutePush<P = Payload>(
    topic?: NameMatcher,
    event?: NameMatcher,
    payload?: Matcher<P>,
    within?: Within,
  ): Promise<void>;
  expectHeartbeat(within?: Within): Promise<HeartbeatAct>;
  refuteHeartbeat(within?: Within): Promise<void>;
  expectDisconnect(options?: { readonly code?: number | undefined } & Within): Promise<DisconnectAct>;
  refuteDisconnect(options?: { readonly code?: number | undefined } & Within): Promise<void>;
}

/**
 * A server that your test controls, in memory and in virtual time. Any number of clients may connect to it.
 *
 * By itself it answers heartbeats, leaves, and the topics of `channels`. Everything else waits for your test. It never
 * closes a silent connection.
 */
export interface TestServer extends TestExpectations {
  /** The clock of the server, and of the clients that you make with {@link TestServer.options}. */
  readonly clock: TestClock;
  /** The transport for a client's input. It connects to this server, whatever url the client dials. */
  readonly transport: TransportFactory;
  /**
   * Long polling to this server, whatever url the client dials:
   * `server.options({ transport: longPoll({ fetch: server.fetch }) })`.
   */
  readonly fetch: FetchLike;
  /**
   * A class of WebSockets that reach this server, whatever url they are given. For clients that take such a class, or the global
   * one: `new Socket(server.url, { transport: server.WebSocket, clock: server.clock })`.
   */
  readonly WebSocket: TestWebSocketClass;
  readonly url: string;
  /** The options of a client: `interpret(clientMachine, server.options({ params }))`. They set `jitter` to 0. */
  options(input?: Partial<ClientInput>): ClientOptions;
  /**
   * Lets `ms` milliseconds pass, timer by timer. Promises settle between the timers.
   *
   * @throws RangeError when `ms` is not a finite number from 0 up.
   */
  elapse(ms: number): Promise<void>;

  /** Accepts the attempts that wait, and all later ones. */
  accept(): void;
  /** Refuses the attempts that wait, and all later ones, with an HTTP status. @defaultValue 403 */
  refuse(answer?: { readonly httpStatus: number }): void;
  /** Lets later attempts wait, as at the beginning, until you decide about them or they time out. */
  stall(): void;
  /** Lets the attempts that wait fail, and all later ones, as if nobody listened on the port. */
  unplug(): void;
  /** Cuts all connections, and all attempts that wait. Clients see code 1006. */
  drop(): void;
  /** Closes all connections with a close code. @defaultValue 1000 */
  close(code?: number): void;
  /**
   * Makes all connections half-open: nothing gets through in either direction, and neither side sees a close. A client
   * notices when its heartbeat is not answered.
   */
  freeze(): void;
  /** How many connections are open. A frozen one counts until its client gives it up. */
  readonly connections: number;

  /**
   * Sends a message to each client that has joined the topic.
   *
   * @param payload - An object, or bytes, which travel as a binary frame. @defaultValue `{}`
   * @throws Error when nobody has joined the topic; TypeError when the payload is not an object.
   */
  push(topic: string, event: string, payload?: object): void;
  /** Broadcasts a message to all who have joined the topic: a frame without a `join_ref`. Throws as `push` does. */
  broadcast(topic: string, event: string, payload?: object): void;
  /** Lets the topic's channels crash: clients get `phx_error`. @throws Error when nobody has joined the topic. */
  crash(topic: string): void;
  /** Stops the topic's channels: clients get `phx_close`. @throws Error when nobody has joined the topic. */
  stop(topic: string): void;
  /** Replies to a push, as {@link PushAct.reply} does. */
  reply(push: Pick<PushAct, 'reply'>, status: string, response?: unknown): void;

  /** Everything the clients did, in order, whether an expectation has taken it or not. */
  readonly acts: readonly Act[];
  /** All frames that the server has read and written, heartbeats included. */
  readonly frames: readonly ObservedFrame[];
  /** What the clients did, one line for each act. A failed expectation has it in its message. */
  report(): string;
}
