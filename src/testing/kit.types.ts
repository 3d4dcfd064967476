import type { ClientInput } from '../configuration.types.ts';
import type { Payload } from '../listen.ts';
import type { TransportFactory } from '../transport/transport.ts';
import type { Act, ConnectAct, DisconnectAct, HeartbeatAct, JoinAct, LeaveAct, PushAct } from './acts.types.ts';
import type { TestClock } from './clock.ts';
import type { Within } from './expectations.ts';
import type { Matcher, NameMatcher, TextMatcher } from './match.ts';
import type { Params } from './params.ts';
import type { ObservedFrame, PhoenixOptions } from './phoenix.types.ts';

/** Options of {@link createTestServer}: those of a server, all optional. */
export interface TestServerOptions extends Partial<PhoenixOptions> {
  /** Milliseconds the clock begins with. @defaultValue 0 */
  readonly now?: number;
}

/** What `interpret` takes besides a machine. */
export interface ClientOptions {
  readonly clock: TestClock;
  readonly input: ClientInput;
}

/** What a connect has to be like; what is left out fits anything. */
export interface ConnectMatchers {
  readonly params?: Matcher<Params> | undefined;
  /** Names as the client wrote them. */
  readonly headers?: Matcher<Readonly<Record<string, string>>> | undefined;
  readonly authToken?: TextMatcher | undefined;
  /** As it is dialed: with `/websocket` and the query. */
  readonly url?: TextMatcher | undefined;
}

/** What a join has to be like. */
export interface JoinMatchers<P = Payload> {
  readonly params?: Matcher<P> | undefined;
}

/** How an expected join is answered. */
export interface JoinAnswer {
  /**
   * A status and a response, or `'hold'` to answer later by {@link JoinAct.reply}. A join that the server answers by
   * itself has nothing to be answered. @defaultValue `['ok', {}]`
   */
  readonly reply?: 'hold' | readonly [status: 'ok' | 'error', response?: unknown] | undefined;
}

/**
 * What a test awaits of its clients. Each expectation lets promises settle first, and takes the first act that fits and
 * was not taken by an expectation before; then the act is given back. A refutation fails when there is such an act.
 *
 * Names of topics and events may end in `*`, or be expressions. All reject with an {@link ExpectationError} that tells
 * all the clients did, with a RangeError where `withinMs` is no finite number from 0 up, and with what a matcher throws.
 */
export interface TestExpectations {
  expectConnect(matchers?: ConnectMatchers & Within): Promise<ConnectAct>;
  refuteConnect(matchers?: ConnectMatchers & Within): Promise<void>;
  /** Also rejects where the join can not be answered: an earlier one is held, or its connection is over. */
  expectJoin<P = Payload>(topic: NameMatcher, options?: JoinMatchers<P> & JoinAnswer & Within): Promise<JoinAct<P>>;
  refuteJoin<P = Payload>(topic?: NameMatcher, options?: JoinMatchers<P> & Within): Promise<void>;
  /** `accept()`, then `expectJoin()`. */
  connectAndExpectJoin<P = Payload>(
    topic: NameMatcher,
    options?: JoinMatchers<P> & JoinAnswer & Within,
  ): Promise<JoinAct<P>>;
  expectLeave(topic: NameMatcher, within?: Within): Promise<LeaveAct>;
  refuteLeave(topic?: NameMatcher, within?: Within): Promise<void>;
  /** @param payload - A part of the payload, or a function that says yes. @defaultValue any */
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
 * A server that a test plays, in memory and in virtual time; any number of clients may talk to it.
 *
 * By itself it answers heartbeats and leaves, and the topics of `channels`. Everything else waits for the test. It
 * never closes a silent connection.
 */
export interface TestServer extends TestExpectations {
  /** The time of the server, and of the clients that are given its {@link TestServer.options}. */
  readonly clock: TestClock;
  /** Leads clients here, whatever host they dial. */
  readonly transport: TransportFactory;
  readonly url: string;
  /** What a client is made of: `interpret(clientMachine, server.options({ params }))`. There is no jitter. */
  options(input?: Partial<ClientInput>): ClientOptions;
  /**
   * Lets time pass, timer by timer, with promises settled between them.
   *
   * @throws RangeError for what is no finite number from 0 up.
   */
  elapse(ms: number): Promise<void>;

  /** Accepts the attempts that wait, and all from now on. */
  accept(): void;
  /** Refuses the attempts that wait, and all from now on. @defaultValue 403 */
  refuse(answer?: { readonly httpStatus: number }): void;
  /** Attempts get no answer from now on, as at the beginning: they wait to be decided about, or run into a timeout. */
  stall(): void;
  /** Nobody listens from now on: the attempts that wait, and all others, fail. */
  unplug(): void;
  /** Cuts all connections, and attempts that wait; clients see 1006. */
  drop(): void;
  /** Closes all connections. @defaultValue 1000 */
  close(code?: number): void;
  /**
   * Makes all connections half-open: nothing gets through either way, and nobody is told. A client finds out when its
   * heartbeat is not answered.
   */
  freeze(): void;
  /** Connections that neither side has ended; frozen ones are among them until their client gives them up. */
  readonly connections: number;

  /**
   * Sends a message to each client that has joined the topic.
   *
   * @param payload - An object, or bytes, which travel as a binary frame. @defaultValue `{}`
   * @throws Error when nobody has joined it; TypeError for a payload that is no object.
   */
  push(topic: string, event: string, payload?: object): void;
  /** Sends a message to all who have joined the topic, as Phoenix does to many at once. Fails as `push` does. */
  broadcast(topic: string, event: string, payload?: object): void;
  /** Lets the topic's channels crash: clients see `phx_error`. Throws when nobody has joined it. */
  crash(topic: string): void;
  /** Ends the topic's channels: clients see `phx_close`. Throws when nobody has joined it. */
  stop(topic: string): void;
  /** Replies to a push: {@link PushAct.reply}. */
  reply(push: Pick<PushAct, 'reply'>, status: string, response?: unknown): void;

  /** What the clients did, in order, taken by expectations or not. */
  readonly acts: readonly Act[];
  /** The frames of all connections as the server read and wrote them, heartbeats included. */
  readonly frames: readonly ObservedFrame[];
  /** What the clients did, a line each, as a failed expectation tells it. */
  report(): string;
}
