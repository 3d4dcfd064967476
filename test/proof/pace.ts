/** The least time between retries, in ms. */
export interface PaceLimits {
  now(): number;
  /** The least delay before the retry of that number, 1 for the first. */
  delayMs(attempt: number): number;
  /** How long something has to live for its failures to be forgotten. */
  readonly stableMs: number;
}

/** Checks that the back-off passes between an end and the next attempt, unless the user asks for one. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #blame: (message: string) => void;
  #failures = 0;
  #livesSince: number | null = null;
  #endedAt: number | null = null;
  #hurries = 0;

  constructor(limits: PaceLimits, blame: (message: string) => void) {
    this.#limits = limits;
    this.#blame = blame;
  }

  /** An attempt begins. */
  asks(): void {
    const now = this.#limits.now();
    if (this.#hurries > 0) this.#failures = 0;
    else if (this.#endedAt !== null && now < this.#endedAt + this.#limits.delayMs(this.#failures))
      this.#blame(
        `is asked for at ${now}, though it ended at ${this.#endedAt}, ${this.#failures} times in a row by now`,
      );
    this.#endedAt = null;
    this.#hurries = Math.max(0, this.#hurries - 1);
  }

  /** Whether the user has asked for the attempt. */
  get isHurried(): boolean {
    return this.#hurries > 0;
  }

  /** The attempt has succeeded. */
  lives(): void {
    this.#livesSince = this.#limits.now();
  }

  /** It has ended, or the attempt has failed. */
  ends(): void {
    const now = this.#limits.now();
    const hasLived = this.#livesSince !== null && now - this.#livesSince >= this.#limits.stableMs;
    this.#failures = hasLived ? 1 : this.#failures + 1;
    this.#livesSince = null;
    this.#endedAt = now;
  }

  /** The user has asked for an attempt, which may come at any time: the next one is not checked. */
  hurries(): void {
    this.#hurries += 1;
  }

  /**
   * All is done that the user has asked for, but for one time at most, which may have to wait for an answer of theirs.
   */
  rests(): void {
    this.#hurries = Math.min(1, this.#hurries);
  }

  /** It is another one from now on. */
  forgets(): void {
    this.#failures = 0;
    this.#livesSince = null;
    this.#endedAt = null;
  }
}
