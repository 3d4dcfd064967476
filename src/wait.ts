import type { AnyActorRef, Subscription } from 'xstate';
import { type Outcome, Settler } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { awaitRules } from './configuration.rules.ts';
import { type Looker, Lookers } from './lookers.ts';
import type { ChannelHost } from './machines/channel/channel.host.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { timeOf } from './machines/time.ts';
import { assertNone } from './problem.ts';
import { offAbort, onAbort } from './signals.ts';
import { toDelay } from './values.ts';

/** The options of every function that waits. */
export interface AwaitOptions {
  /** Milliseconds to wait, counted from the call. @defaultValue no limit: it waits while the outcome is possible */
  readonly timeoutMs?: number;
  /** Ends the wait, and nothing else: the promise rejects with `aborted`, and the signal's reason as `cause`. */
  readonly signal?: AbortSignal;
}

type Watched = Pick<AnyActorRef, 'subscribe' | 'system'>;

/** A wait for something that shows in the snapshots of actors, or for an event of one of them. */
export interface Wait<T> {
  /** The actors whose snapshots decide the outcome. The timeout uses the clock of the first one. */
  readonly watched: readonly [Watched, ...Watched[]];
  /**
   * Returns the outcome by the snapshots; undefined while it is open.
   *
   * @param isStopped - The client is being stopped, though its snapshot may not show it yet. There has to be an outcome
   *   then.
   */
  decide(isStopped: boolean): Outcome<T> | undefined;
  /** Listens to events that bring an outcome, too. */
  listen?(settle: (outcome: Outcome<T>) => void): Subscription;
  /** The client whose snapshots may decide the outcome, too; null if there is none. */
  readonly client?: ClientRef | null;
  /** The host is told of the outcome before the caller is, and tells when the client is stopped. */
  readonly host?: Pick<ChannelHost, 'told' | 'onStop'> | undefined;
  /** The error of a wait whose time was up, or whose signal was aborted. */
  giveUp(code: 'timeout' | 'aborted', options?: ErrorOptions): Error;
}

/**
 * Checks the options, before anything is done.
 *
 * @throws {@link ConfigurationError} when an option can not be used.
 */
export function assertUsable(options: AwaitOptions | undefined): void {
  assertNone(checkOptions(options, awaitRules));
}

/** Settles once, as soon as the outcome is known, and removes all its listeners and its timer. */
export function wait<T>(given: Wait<T>, options?: AwaitOptions): Promise<T> {
  try {
    assertUsable(options);
  } catch (error) {
    return Promise.reject(error);
  }
  const signal = options?.signal;
  const timeoutMs = toDelay(options?.timeoutMs);
  const first = signal?.aborted ? { error: given.giveUp('aborted', { cause: signal.reason }) } : given.decide(false);
  if (first) return settled(first);

  return new Waiting(given).begin(signal, timeoutMs);
}

/** A wait that goes on. It is an object without closures, since thousands may wait for their joins. */
class Waiting<T> extends Settler<T> implements Looker {
  readonly #wait: Wait<T>;
  /** What ends with the wait. */
  readonly #undo: Pick<Subscription, 'unsubscribe'>[] = [];
  #lookers: Lookers | undefined;
  #isLate: (() => boolean) | undefined;

  constructor(given: Wait<T>) {
    super(given.host);
    this.#wait = given;
  }

  begin(signal: AbortSignal | undefined, timeoutMs: number | undefined): Promise<T> {
    const { watched, client, host, listen } = this.#wait;
    if (client) this.#lookers = client.getSnapshot().context.connection.part(Lookers);
    this.#lookers?.add(this);
    const stopHearing = client ? undefined : host?.onStop?.(() => this.look(true));
    if (stopHearing) this.#undo.push({ unsubscribe: stopHearing });
    for (const actor of watched) this.#undo.push(actor.subscribe(this));
    if (signal) this.#heed(signal);
    if (timeoutMs !== undefined) this.#limit(timeoutMs);
    // This comes last, because it may settle at once, and then everything before it has to be undone.
    if (listen) this.#undo.push(listen((outcome) => this.#settle(outcome)));
    return this.promise();
  }

  look(isStopped: boolean): void {
    const outcome = this.#wait.decide(isStopped);
    if (outcome) this.#settle(outcome);
  }

  next(): void {
    this.look(false);
  }

  error(): void {
    this.look(false);
  }

  complete(): void {
    this.look(false);
  }

  #settle(given: Outcome<T>): void {
    for (const step of this.#undo) step.unsubscribe();
    this.#lookers?.delete(this);
    this.tell('value' in given && this.#isLate?.() ? { error: this.#wait.giveUp('timeout') } : given);
  }

  #heed(signal: AbortSignal): void {
    const abort = () => this.#settle({ error: this.#wait.giveUp('aborted', { cause: signal.reason }) });
    onAbort(signal, abort);
    this.#undo.push({ unsubscribe: () => offAbort(signal, abort) });
  }

  #limit(timeoutMs: number): void {
    const { watched, giveUp } = this.#wait;
    const { system } = watched[0];
    const clock = system._clock;
    // After a sleep of the device, what woke it may come before timers that are overdue.
    const time = timeOf(system);
    const dueAt = time.now() + timeoutMs;
    this.#isLate = () => time.now() > dueAt;
    const timer = clock.setTimeout(() => this.#settle({ error: giveUp('timeout') }), timeoutMs);
    this.#undo.push({ unsubscribe: () => clock.clearTimeout(timer) });
  }
}

/** Prevents an unhandled rejection: a command is carried out whether or not its caller awaits it. */
export function unheard<T>(outcome: Promise<T>): Promise<T> {
  outcome.catch(() => {});
  return outcome;
}

function settled<T>(outcome: Outcome<T>): Promise<T> {
  return 'error' in outcome ? Promise.reject(outcome.error) : Promise.resolve(outcome.value);
}

/**
 * Lets the actors finish their present event. A command that is sent from within a listener is handled after that
 * listener, so its outcome does not show before.
 */
export function turn(): Promise<void> {
  return Promise.resolve();
}
