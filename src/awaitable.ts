import type { ChannelHost } from './machines/channel/channel.host.ts';

/** How a wait ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * A promise that knows whether somebody waits for it. `await` asks a promise of a class of its own by `then`, and a plain
 * one not at all, so this is a class.
 */
export class Awaitable<T> extends Promise<T> {
  #isAwaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise, and `then` is what tells that somebody waits.
  override then<Value = T, Reason = never>(
    fulfilled?: ((value: T) => Value | PromiseLike<Value>) | null,
    rejected?: ((reason: unknown) => Reason | PromiseLike<Reason>) | null,
  ): Promise<Value | Reason> {
    this.#isAwaited = true;
    return super.then(fulfilled, rejected);
  }

  /** Raises no unhandled rejection where nobody waits for it. */
  unheard(): this {
    void super.then(undefined, () => {});
    return this;
  }
}

/**
 * The promise of an outcome.
 *
 * @param host - Hears that the outcome is there before those do who wait for it, so that what comes behind waits for them.
 *   Where nobody waits, nothing is held up.
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
