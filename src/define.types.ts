import type { ActorLogic, ActorRef, ActorSystem, ActorSystemInfo, EventObject } from 'xstate';
import type { CallCommand } from './call.ts';
import type { ClientInput } from './configuration.types.ts';
import type {
  ConnectedFact,
  DisconnectedFact,
  JoinedFact,
  ReceivedFact,
  RepliedFact,
  TopicClosedFact,
  TopicLeftFact,
} from './machines/client/callbacks.facts.ts';
import type { ClientEmitted } from './machines/client/client.emitted.ts';
import type { ClientEvent } from './machines/client/client.events.ts';
import type { ClientImplementations } from './machines/client/client.logic.ts';
import type { ClientOutput, ClientSnapshot } from './machines/client/client.ref.ts';

/** What every handler is given first: the client it belongs to, and its user data. */
export interface Scope<Assigns, Own extends EventObject = EventObject> {
  /** The client, for all functions that take one. */
  readonly client: ActorRef<ClientSnapshot, ClientEvent | Own, ClientEmitted>;
  /** The user data as they are now, what this handler has assigned included. */
  readonly assigns: Readonly<Assigns>;
  /** Merges into the user data. */
  assign(assigns: Partial<Assigns>): void;
  /** Replaces one of the user data by what the function makes of it. */
  update<Key extends keyof Assigns>(key: Key, change: (value: Assigns[Key]) => Assigns[Key]): void;
  /** Sends the client an event of your own; it is dealt with after this handler. */
  send(event: Own): void;
  /**
   * Has the client deal with an event of your own right after this handler, before all that waits already; behind an
   * `await` it is as `send`.
   */
  raise(event: Own): void;
  /**
   * Sends the client an event later, on the clock of its actor system; one that has ended hears nothing.
   *
   * @param delayMs - Milliseconds.
   * @returns The undo.
   */
  sendAfter(event: Own, delayMs: number): () => void;
  /** Ends the client for good, behind all that was asked before. Its output, and `onTerminate`, tell the reason. */
  stop(reason?: unknown): void;
}

/**
 * The handlers of {@link defineClient}, Slipstream's callbacks. All are optional. Each is called after the state has
 * changed, one at a time, in the order of what happened. One that throws is reported as `listener.failed`, and harms
 * nothing else; so is one that returns a promise which is rejected. What else it returns is not looked at.
 */
export interface ClientHandlers<Assigns, Own extends EventObject = EventObject, Request = never, Answer = never> {
  /** The events of your own, for the compiler: `types: { events: {} as MyEvents }`, as in XState's `setup`. */
  readonly types?: { readonly events?: Own };
  /** The user data each client begins with. @defaultValue `{}` */
  readonly assigns?: Assigns;
  /**
   * The client has been started; there is no connection yet. The place for joins that are wanted always. The first attempt
   * begins behind all that is asked here, and does not begin after a `stop()`.
   */
  onStart?(scope: Scope<Assigns, Own>): unknown;
  /** There is a connection, the first or a new one. */
  onConnect?(scope: Scope<Assigns, Own>, fact: ConnectedFact): unknown;
  /** A connection, or an attempt at one, has ended. By default the client tries again, as its options say. */
  onDisconnect?(scope: Scope<Assigns, Own>, fact: DisconnectedFact): unknown;
  /** A topic is joined, for the first time or again. */
  onJoin?(scope: Scope<Assigns, Own>, fact: JoinedFact): unknown;
  /** A message has come. */
  onMessage?(scope: Scope<Assigns, Own>, fact: ReceivedFact): unknown;
  /** A push that was sent as an event, `channel.push`, has its reply, or will have none. Those of `push()` tell their promise. */
  onReply?(scope: Scope<Assigns, Own>, fact: RepliedFact): unknown;
  /** A join has failed, or a joined topic has ended. By default it is joined again, as the options say. */
  onTopicClose?(scope: Scope<Assigns, Own>, fact: TopicClosedFact): unknown;
  /** A topic was left by our wish. By default nothing happens. */
  onLeave?(scope: Scope<Assigns, Own>, fact: TopicLeftFact): unknown;
  /** An event of your own has come: Slipstream's `handle_info` and `handle_cast`. */
  onEvent?(scope: Scope<Assigns, Own>, event: Own): unknown;
  /** Answers a {@link call}: by what it returns, later by a promise, or with an error by a throw. */
  onCall?(scope: Scope<Assigns, Own>, request: Request): Answer | PromiseLike<Answer>;
  /** The client ends: by `stop()` of a handler, by `client.stop` or by the actor's own `stop()`. */
  onTerminate?(scope: Scope<Assigns, Own>, output: ClientOutput): void;
}

/** What a client that {@link defineClient} made takes. */
export type DefinedEvent<Own extends EventObject, Request, Answer> = ClientEvent | Own | CallCommand<Request, Answer>;

/** The logic of a client with handlers: for `interpret`, or to be invoked by a machine. */
export type DefinedClient<Own extends EventObject = EventObject, Request = never, Answer = never> = ActorLogic<
  ClientSnapshot,
  DefinedEvent<Own, Request, Answer>,
  ClientInput,
  ActorSystem<ActorSystemInfo>,
  ClientEmitted
> & {
  /** The same with delays, guards and actions of yours, as for `clientMachine`; all handlers stay, but for those you replace. */
  provide(implementations: ClientImplementations): DefinedClient<Own, Request, Answer>;
};
