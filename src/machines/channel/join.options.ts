import type { Delays, Resolvable } from '../../configuration.types.ts';

/** The params of `join/3`: a value, or a function asked at each join. */
export type JoinParams = Resolvable<unknown>;

/** What a single join may have of its own. */
export interface JoinOptions {
  /**
   * The params of `join/3`; a function is asked anew at each join, with the number of the retry. While it gives null or
   * undefined it has no params yet: the join has failed, and is tried again. @defaultValue `{}`
   */
  readonly params?: JoinParams;
  /** @defaultValue the client's `rejoinAfterMs` */
  readonly rejoinAfterMs?: Delays;
  /** Milliseconds. @defaultValue the client's `joinTimeoutMs` */
  readonly joinTimeoutMs?: number;
}
