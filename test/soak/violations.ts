/** A promise that was not kept. */
export interface Violation {
  /** The invariant, as docs/reliability.md numbers them. */
  readonly promise: string;
  readonly what: string;
  /** Milliseconds since the start. */
  readonly atMs: number;
}

/** Notes that a promise was not kept. */
export type Blame = (promise: string, what: string) => void;
