import type { ClientRef } from './client.types.ts';
import { isPromiseLike } from './join.ts';
import { hasListener } from './listeners.ts';
import type { Watcher } from './watcher.ts';

/** How functions of the user are called: whatever they do, it is reported, and harms nothing else. */
export class UserCode {
  readonly #client: ClientRef;
  #watcher: Watcher | null = null;

  constructor(client: ClientRef) {
    this.#client = client;
  }

  /** The actor that all of this belongs to. */
  get client(): ClientRef {
    return this.#client;
  }

  /** Who is told of all that happens, if anybody is. */
  get watcher(): Watcher | null {
    return this.#watcher;
  }

  watchBy(watcher: Watcher | null): void {
    this.#watcher = watcher;
  }

  /** Calls a function of the user. What it throws is reported once and harms nothing else; then undefined comes back. */
  guarded<T>(call: () => T, topic: string | null, event: string): T | undefined {
    return this.#watcher === null
      ? this.shielded(call, topic, event)
      : this.#watched(this.#watcher, call, topic, event);
  }

  /** As {@link guarded}, unseen by the watcher: for what is no function of the user, but may be, and for the watcher's own. */
  shielded<T>(call: () => T, topic: string | null, event: string): T | undefined {
    try {
      const result = call();
      // In a method of its own: a closure here would cost every message three times what it costs now.
      if (isPromiseLike(result)) this.#reportRejection(result, topic, event);
      return result;
    } catch (error) {
      this.report(error, topic, event);
      return undefined;
    }
  }

  #watched<T>(watcher: Watcher, call: () => T, topic: string | null, event: string): T | undefined {
    const watched = watcher.calls(topic, event);
    const failed = (error: unknown) => {
      watched.threw();
      this.report(error, topic, event);
    };
    try {
      const result = call();
      if (isPromiseLike(result)) result.then(watched.returned, failed);
      else watched.returned();
      return result;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #reportRejection(result: PromiseLike<unknown>, topic: string | null, event: string): void {
    result.then(undefined, (error) => this.report(error, topic, event));
  }

  /** Tells of a function of the user that threw: once, to those who listen for it, or else to the console. */
  report(error: unknown, topic: string | null, event: string): void {
    // A client that ends hears nothing any more.
    if (event !== 'onTerminate' && hasListener(this.#client, 'listener.failed')) {
      this.#client.send({ type: 'listener.failed', error, topic, event });
    } else {
      console.error(
        `xstate-phoenix: the function behind "${event}"${typeof topic === 'string' ? ` of "${topic}"` : ''} threw`,
        error,
      );
    }
  }
}
