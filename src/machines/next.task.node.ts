/** Taken at import, before fake timers of a test can replace it. */
const { nextTick } = globalThis.process;

/**
 * {@link NextTask} for Node. `nextTick`, called from a promise, runs after all pending promises, and costs less than a
 * message channel.
 */
export class NextTask {
  #run: (() => void) | null;
  readonly #tick = () => this.#run?.();

  constructor(run: () => void) {
    this.#run = run;
  }

  request(): void {
    void Promise.resolve().then(() => nextTick(this.#tick));
  }

  close(): void {
    this.#run = null;
  }
}
