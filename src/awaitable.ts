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
