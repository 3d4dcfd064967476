import { isPromiseLike } from './promise.ts';

/** Who answers for functions of the user: sees them called, where somebody watches, and is told what they throw. */
export interface UserCodeOwner {
  readonly watcher: CallWatcher | null;
  /**
   * Tells of a function of the user that threw, or whose promise was rejected.
   *
   * @param topic - The topic it was called for; null for the connection's own.
   * @param event - The event it listened to, or the name of the option it stands behind.
   */
  report(error: unknown, topic: string | null, event: string): void;
}

/** Whoever wants to know which functions of the user are called. */
export interface CallWatcher {
  /** A function of the user is about to be called, for a topic or for the connection. */
  calls(topic: string | null, callback: string): WatchedCall;
}

/** One call of a function of the user; one that answers with a promise lasts until that is settled. */
export interface WatchedCall {
  readonly returned: () => void;
  readonly threw: () => void;
}

/** Calls a function of the user. What it throws is reported once and harms nothing else; then undefined comes back. */
export function guarded<T>(owner: UserCodeOwner, call: () => T, topic: string | null, event: string): T | undefined {
  const { watcher } = owner;
  return watcher === null ? shielded(owner, call, topic, event) : watched(watcher, owner, call, topic, event);
}

/** As {@link guarded}, unseen by the watcher: for what is no function of the user, but may be, and for the watcher's own. */
export function shielded<T>(
  owner: Pick<UserCodeOwner, 'report'>,
  call: () => T,
  topic: string | null,
  event: string,
): T | undefined {
  try {
    const result = call();
    // In a function of its own: a closure here would cost every message three times what it costs now.
    if (isPromiseLike(result)) reportRejection(owner, result, topic, event);
    return result;
  } catch (error) {
    owner.report(error, topic, event);
    return undefined;
  }
}

function watched<T>(
  watcher: CallWatcher,
  owner: UserCodeOwner,
  call: () => T,
  topic: string | null,
  event: string,
): T | undefined {
  const seen = watcher.calls(topic, event);
  const failed = (error: unknown) => {
    seen.threw();
    owner.report(error, topic, event);
  };
  try {
    const result = call();
    if (isPromiseLike(result)) result.then(seen.returned, failed);
    else seen.returned();
    return result;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function reportRejection(
  owner: Pick<UserCodeOwner, 'report'>,
  result: PromiseLike<unknown>,
  topic: string | null,
  event: string,
): void {
  result.then(undefined, (error) => owner.report(error, topic, event));
}
