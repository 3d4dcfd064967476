import type { AnyActorRef, Subscription } from 'xstate';
import { awaitable, type Outcome } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { awaitRules } from './configuration.rules.ts';
import type { ChannelHost } from './machines/channel/channel.host.ts';
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
export function assertUsable(options: AwaitOptions): void {
  assertNone(checkOptions(options, awaitRules));
}

/** Settles once, as soon as the outcome is known, and removes all its listeners and its timer. */
export function wait<T>({ watched, decide, listen, host, giveUp }: Wait<T>, options: AwaitOptions = {}): Promise<T> {
  try {
    assertUsable(options);
  } catch (error) {
    return Promise.reject(error);
  }
  const { signal } = options;
  const timeoutMs = toDelay(options.timeoutMs);
  const first = signal?.aborted ? { error: giveUp('aborted', { cause: signal.reason }) } : decide(false);
  if (first) return settled(first);

  return awaitable(host, (tell) => {
    const { system } = watched[0];
    const clock = system._clock;
    let isLate = () => false;
    const undo: Pick<Subscription, 'unsubscribe'>[] = [];
    const settle = (outcome: Outcome<T>) => {
      for (const step of undo) step.unsubscribe();
      tell('value' in outcome && isLate() ? { error: giveUp('timeout') } : outcome);
    };
    const look = (isStopped = false) => {
      const outcome = decide(isStopped);
      if (outcome) settle(outcome);
    };
    const lookAgain = () => look();
    const stopWaiting = host?.onStop?.(() => look(true));
    if (stopWaiting) undo.push({ unsubscribe: stopWaiting });
    for (const actor of watched) undo.push(actor.subscribe({ next: lookAgain, error: lookAgain, complete: lookAgain }));
    if (signal) {
      const abort = () => settle({ error: giveUp('aborted', { cause: signal.reason }) });
      onAbort(signal, abort);
      undo.push({ unsubscribe: () => offAbort(signal, abort) });
    }
    if (timeoutMs !== undefined) {
      // After a sleep of the device, what woke it may come before timers that are overdue.
      const time = timeOf(system);
      const dueAt = time.now() + timeoutMs;
      isLate = () => time.now() > dueAt;
      const timer = clock.setTimeout(() => settle({ error: giveUp('timeout') }), timeoutMs);
      undo.push({ unsubscribe: () => clock.clearTimeout(timer) });
    }
    // This comes last, because it may settle at once, and then everything before it has to be undone.
    if (listen) undo.push(listen(settle));
  });
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
