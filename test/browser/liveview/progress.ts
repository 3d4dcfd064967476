import type { Step } from './recording.ts';

/** How far a recording has been played, and what went another way. */
export class Progress {
  /** What went another way than recorded: sentences. */
  readonly breaches: string[] = [];
  readonly #steps: readonly Step[];
  #done = 0;
  #waits: { readonly steps: number; go(): void }[] = [];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  breach(sentence: string): void {
    this.breaches.push(sentence);
  }

  /** Resolves when every step that was recorded before a time is done. */
  async until(atMs: number): Promise<void> {
    const steps = this.#steps.filter(({ at_ms }) => at_ms < atMs).length;
    if (steps > this.#done) await new Promise<void>((go) => this.#waits.push({ steps, go }));
  }

  stepDone(): void {
    this.#done += 1;
    const due = this.#waits.filter(({ steps }) => steps <= this.#done);
    this.#waits = this.#waits.filter((wait) => !due.includes(wait));
    for (const { go } of due) go();
  }
}
