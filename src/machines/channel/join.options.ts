import type { Delays, Resolvable } from '../../configuration.types.ts';

/** The params of `join/3` on the server: a value, or a function that is called at every join. */
export type JoinParams = Resolvable<unknown>;

/** The options of `join()`. */
export interface JoinOptions {
  /**
   * The params of `join/3`, or a function that gives them or a promise of them. It is called at every join, with the number
   * of the retry (0 is the first try). If it throws, rejects or gives null or undefined, the join fails with `params` and is
   * tried again. @defaultValue `{}`
   */
  readonly params?: JoinParams;
  /** Milliseconds before each retry: a list, or a function of its number. @defaultValue the client's `rejoinAfterMs` */
  readonly rejoinAfterMs?: Delays;
  /** Milliseconds to wait for the server's answer. @defaultValue the client's `joinTimeoutMs` */
  readonly joinTimeoutMs?: number;
}
