import type { ChannelHost } from './machines/channel/channel.host.ts';

/** How a wait ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * A promise that knows whether somebody awaits it. It is a class because `await` calls `then` on a subclass, and not on
 * a plain promise.
 */
export class Awaitable<T> extends Promise<T> {
  #isAwaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise, and a call of `then` shows that somebody awaits it.
  override then<Value = T, Reason = never>(
    fulfilled?: ((value: T) => Value | PromiseLike<Value>) | null,
    rejected?: ((reason: unknown) => Reason | PromiseLike<Reason>) | null,
  ): Promise<Value | Reason> {
    this.#isAwaited = true;
    return super.then(fulfilled, rejected);
  }

  /** Prevents an unhandled rejection if nobody awaits it. */
  unheard(): this {
    void super.then(undefined, () => {});
    return this;
  }
}

/**
 * Makes the promise of an outcome.
 *
 * @param host - If somebody awaits the promise, the host is told before it settles. It then keeps later frames until
 *   the code behind the `await` has run.
 */
export function awaitable<T>(
  host: Pick<ChannelHost, 'told'> | undefined,
  begin: (settle: (outcome: Outcome<T | PromiseLike<T>>) => void) => void,
): Awaitable<T> {
  let made: Awaitable<T> | undefined;
  made = new Awaitable<T>((resolve, reject) => {
    begin((outcome) => {
      if (made?.isAwaited) host?.told?.();
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.value);
    });
  });
  return made;
}
