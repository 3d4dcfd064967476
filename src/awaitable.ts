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

/** One who settles a promise. Its fields are private, since inspectors see the calls of pushes. */
export abstract class Settler<T> {
  readonly #host: Pick<ChannelHost, 'told'> | undefined;
  readonly #promise: Awaitable<T>;
  #resolve!: (value: T | PromiseLike<T>) => void;
  #reject!: (error: unknown) => void;

  constructor(host: Pick<ChannelHost, 'told'> | undefined) {
    this.#host = host;
    this.#promise = new Awaitable<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  promise(): Awaitable<T> {
    return this.#promise;
  }

  /**
   * Settles the promise. If somebody awaits it, the host is told before. It then keeps later frames until the code behind the
   * `await` has run.
   */
  protected tell(outcome: Outcome<T | PromiseLike<T>>): void {
    if (this.#promise.isAwaited) this.#host?.told?.();
    if ('error' in outcome) this.#reject(outcome.error);
    else this.#resolve(outcome.value);
  }
}
