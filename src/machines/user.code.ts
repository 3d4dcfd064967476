import { isPromiseLike } from './promise.ts';

/** Reports what functions of the user throw, and shows their calls to a watcher. */
export interface UserCodeOwner {
  /** Null while nobody watches. */
  readonly watcher: CallWatcher | null;
  /**
   * Reports that a function of the user threw, or that its promise was rejected.
   *
   * @param topic - The topic that it was called for; null if it was called for the connection.
   * @param event - The event that it listens to, or the option that it belongs to.
   */
  report(error: unknown, topic: string | null, event: string): void;
}

/** Watches the calls of functions of the user. */
export interface CallWatcher {
  /** Called before a function of the user is called; `topic` is null if it is called for the connection. */
  calls(topic: string | null, callback: string): WatchedCall;
}

/** One call of a function of the user. If it returns a promise, the call lasts until that is settled. */
export interface WatchedCall {
  readonly returned: () => void;
  readonly threw: () => void;
}

/** Calls a function of the user. If it throws, the error is reported, and undefined is returned. */
export function guarded<T>(owner: UserCodeOwner, call: () => T, topic: string | null, event: string): T | undefined {
  const { watcher } = owner;
  return watcher === null ? shielded(owner, call, topic, event) : watched(watcher, owner, call, topic, event);
}

/** Like {@link guarded}, but the watcher does not see it. For calls that may run code of the user, but are no callbacks. */
export function shielded<T>(
  owner: Pick<UserCodeOwner, 'report'>,
  call: () => T,
  topic: string | null,
  event: string,
): T | undefined {
  try {
    const result = call();
    // In a separate function: a closure here would make every message three times as expensive.
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
