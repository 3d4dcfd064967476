/** How fast somebody may be asked again, in ms. */
export interface PaceLimits {
  now(): number;
  /** What has to pass at least before the retry of that number, 1 for the first. */
  delayMs(attempt: number): number;
  /** How long something has to live for its failures to be forgotten. */
  readonly stableMs: number;
}

/** Watches how often somebody is asked for something: after each end the back-off has to pass, unless its user is in a hurry. */
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

  /** It is asked for. */
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

  /** Whether its user has asked for it. */
  get isHurried(): boolean {
    return this.#hurries > 0;
  }

  /** It is there. */
  lives(): void {
    this.#livesSince = this.#limits.now();
  }

  /** It is there no more, or was not to be had. */
  ends(): void {
    const now = this.#limits.now();
    const hasLived = this.#livesSince !== null && now - this.#livesSince >= this.#limits.stableMs;
    this.#failures = hasLived ? 1 : this.#failures + 1;
    this.#livesSince = null;
    this.#endedAt = now;
  }

  /** Its user may ask at any time: the next time is not looked at. */
  hurries(): void {
    this.#hurries += 1;
  }

  /** All is done that the user has asked for, but for one time at most, which may have to wait for an answer of theirs. */
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
