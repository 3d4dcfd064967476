import type { AnyActorRef, Subscription } from 'xstate';
import { awaitable, type Outcome } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { awaitRules } from './configuration.rules.ts';
import { ConfigurationError } from './errors.ts';
import type { ChannelHost } from './machines/channel/channel.host.ts';
import { timeOf } from './machines/time.ts';
import { offAbort, onAbort } from './signals.ts';
import { toDelay } from './values.ts';

/** What every awaiting function takes. */
export interface AwaitOptions {
  /** Milliseconds to wait, counted from the call. @defaultValue as long as the outcome is possible */
  readonly timeoutMs?: number;
  /** Gives up the wait and nothing else: it rejects with `aborted`, and the signal's reason as cause. */
  readonly signal?: AbortSignal;
}

type Watched = Pick<AnyActorRef, 'subscribe' | 'system'>;

/** A wait for something that the snapshots of actors tell, or an event of one of them. */
export interface Wait<T> {
  /** Whose changes may bring the outcome. The timeout runs on the clock of the first one. */
  readonly watched: readonly [Watched, ...Watched[]];
  /**
   * Looks at the snapshots; undefined while the outcome is open.
   *
   * @param isStopped - The client is being stopped, which its snapshot may not say: then there is an outcome.
   */
  decide(isStopped: boolean): Outcome<T> | undefined;
  /** Listens to what brings an outcome beside the snapshots. */
  listen?(settle: (outcome: Outcome<T>) => void): Subscription;
  /** Who hears that the outcome is there, before the caller does, and tells when the client is stopped. */
  readonly host?: Pick<ChannelHost, 'told' | 'onStop'> | undefined;
  /** The error for a wait that ran out of time, or whose caller gave up. */
  giveUp(code: 'timeout' | 'aborted', options?: ErrorOptions): Error;
}

/**
 * Refuses options that can not be waited by, before anything is done.
 *
 * @throws {@link ConfigurationError}
 */
export function assertUsable(options: AwaitOptions): void {
  const problems = checkOptions(options, awaitRules);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** Waits: settles once, as soon as the outcome is known, and leaves no listener and no timer behind. */
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
    const undo: (() => void)[] = [];
    const settle = (outcome: Outcome<T>) => {
      for (const step of undo) step();
      tell('value' in outcome && isLate() ? { error: giveUp('timeout') } : outcome);
    };
    const look = (isStopped = false) => {
      const outcome = decide(isStopped);
      if (outcome) settle(outcome);
    };
    const lookAgain = () => look();
    const stopWaiting = host?.onStop?.(() => look(true));
    if (stopWaiting) undo.push(stopWaiting);
    for (const actor of watched) {
      const subscription = actor.subscribe({ next: lookAgain, error: lookAgain, complete: lookAgain });
      undo.push(() => subscription.unsubscribe());
    }
    if (signal) {
      const abort = () => settle({ error: giveUp('aborted', { cause: signal.reason }) });
      onAbort(signal, abort);
      undo.push(() => offAbort(signal, abort));
    }
    if (timeoutMs !== undefined) {
      // The machine may sleep, and then its timers come later than what woke it.
      const time = timeOf(system);
      const dueAt = time.now() + timeoutMs;
      isLate = () => time.now() > dueAt;
      const timer = clock.setTimeout(() => settle({ error: giveUp('timeout') }), timeoutMs);
      undo.push(() => clock.clearTimeout(timer));
    }
    // The last, because it may settle at once: then all that is to be undone is there.
    if (listen) {
      const subscription = listen(settle);
      undo.push(() => subscription.unsubscribe());
    }
  });
}

/** A command is obeyed whether or not its caller waits for it, so one that is not waited for raises no unhandled rejection. */
export function unheard<T>(outcome: Promise<T>): Promise<T> {
  outcome.catch(() => {});
  return outcome;
}

function settled<T>(outcome: Outcome<T>): Promise<T> {
  return 'error' in outcome ? Promise.reject(outcome.error) : Promise.resolve(outcome.value);
}

/**
 * Lets actors finish with what they are at. A command that is sent from within a listener is only dealt with after it,
 * so its outcome must not be looked for before.
 */
export function turn(): Promise<void> {
  return Promise.resolve();
}
