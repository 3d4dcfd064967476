/** Durations, counted in steps of 10 ms, so that a long run takes no more room than a short one. */
export class Durations {
  readonly #steps = new Uint32Array(12_001);
  count = 0;
  maxMs = 0;

  add(ms: number): void {
    const step = Math.min(Math.floor(ms / 10), this.#steps.length - 1);
    this.#steps[step] = (this.#steps[step] ?? 0) + 1;
    this.count += 1;
    this.maxMs = Math.max(this.maxMs, ms);
  }

  /** The step in which the middle one is. */
  get medianMs(): number {
    let left = this.count / 2;
    const step = this.#steps.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return Math.max(0, step) * 10;
  }
}
