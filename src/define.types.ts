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

/** The first argument of every handler: its client, its assigns, and functions for both. */
export interface Scope<Assigns, Own extends EventObject = EventObject> {
  /** The client, to be passed to `join()` and all other functions that take one. */
  readonly client: ActorRef<ClientSnapshot, ClientEvent | Own, ClientEmitted>;
  /** The assigns as they are now, with what this handler has assigned so far. */
  readonly assigns: Readonly<Assigns>;
  /** Merges an object into the assigns. */
  assign(assigns: Partial<Assigns>): void;
  /** Replaces one of the assigns by what the function returns for it. */
  update<Key extends keyof Assigns>(key: Key, change: (value: Assigns[Key]) => Assigns[Key]): void;
  /** Sends the client an event of your own. `onEvent` gets it after all events that wait already. */
  send(event: Own): void;
  /**
   * Sends the client an event of your own that comes before all events that wait already: right after this handler.
   * Behind an `await` it does the same as `send`.
   */
  raise(event: Own): void;
  /**
   * Sends the client an event of your own later, on the clock of its actor system. Nothing is sent if the client ends
   * first.
   *
   * @param delayMs - Milliseconds.
   * @returns A function that cancels it.
   * @throws {@link ConfigurationError} when `delayMs` is not a number from 0.
   */
  sendAfter(event: Own, delayMs: number): () => void;
  /**
   * Ends the client for good, after everything that was asked of it before. Its output and `onTerminate` get the
   * reason.
   */
  stop(reason?: unknown): void;
}

/**
 * The handlers of {@link defineClient}. They are like the callbacks of Slipstream. All are optional. They are called
 * after the state has changed, one at a time, in the order of what happened. If one throws, or returns a promise that
 * rejects, `listener.failed` reports it, and everything else goes on. Any other result is ignored, except that of
 * `onCall`.
 */
export interface ClientHandlers<Assigns, Own extends EventObject = EventObject, Request = never, Answer = never> {
  /**
   * The types of your own events: `types: { events: {} as MyEvents }`, as in XState's `setup`. Only the compiler reads
   * it.
   */
  readonly types?: { readonly events?: Own };
  /** The assigns that each client begins with. @defaultValue `{}` */
  readonly assigns?: Assigns;
  /**
   * The client was started, and does not connect yet. Join here what you always want. The first attempt begins after
   * this handler, unless it calls `stop()`.
   */
  onStart?(scope: Scope<Assigns, Own>): unknown;
  /** The client has connected or reconnected. */
  onConnect?(scope: Scope<Assigns, Own>, fact: ConnectedFact): unknown;
  /** The connection has ended, or an attempt has failed. The client tries again, as its options say. */
  onDisconnect?(scope: Scope<Assigns, Own>, fact: DisconnectedFact): unknown;
  /** A topic is joined, for the first time or again. */
  onJoin?(scope: Scope<Assigns, Own>, fact: JoinedFact): unknown;
  /** A message of the server has come. */
  onMessage?(scope: Scope<Assigns, Own>, fact: ReceivedFact): unknown;
  /**
   * A push that you sent as an event, `channel.push`, has its reply, or has failed. (With `push()` you have a promise.)
   */
  onReply?(scope: Scope<Assigns, Own>, fact: RepliedFact): unknown;
  /** A join has failed, or a joined topic has ended. The topic is joined again, as the options say. */
  onTopicClose?(scope: Scope<Assigns, Own>, fact: TopicClosedFact): unknown;
  /** You have left a topic. */
  onLeave?(scope: Scope<Assigns, Own>, fact: TopicLeftFact): unknown;
  /** An event of your own has come. In Slipstream these are `handle_info` and `handle_cast`. */
  onEvent?(scope: Scope<Assigns, Own>, event: Own): unknown;
  /** Answers a {@link call}: return the answer or a promise of it, or throw. */
  onCall?(scope: Scope<Assigns, Own>, request: Request): Answer | PromiseLike<Answer>;
  /** The client ends: by `stop()` of a handler, by the event `client.stop`, or by `client.stop()`. */
  onTerminate?(scope: Scope<Assigns, Own>, output: ClientOutput): void;
}

/** The events of a client that {@link defineClient} made. */
export type DefinedEvent<Own extends EventObject, Request, Answer> = ClientEvent | Own | CallCommand<Request, Answer>;

/** The logic of a client with handlers. Give it to `interpret`, or invoke it in a machine. */
export type DefinedClient<Own extends EventObject = EventObject, Request = never, Answer = never> = ActorLogic<
  ClientSnapshot,
  DefinedEvent<Own, Request, Answer>,
  ClientInput,
  ActorSystem<ActorSystemInfo>,
  ClientEmitted
> & {
  /**
   * The same client with delays, guards and actions of yours, as for `clientMachine`. Handlers stay unless you replace
   * them.
   */
  provide(implementations: ClientImplementations): DefinedClient<Own, Request, Answer>;
};
