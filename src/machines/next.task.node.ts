/** Taken at import, before fake timers of a test can replace it. */
const { nextTick } = globalThis.process;
const resolved = Promise.resolve();

/**
 * {@link NextTask} for Node. `nextTick`, called from a promise, runs after all pending promises, and costs less than a
 * message channel.
 */
export class NextTask {
  #run: (() => void) | null;
  readonly #tick = () => this.#run?.();
  // Made once, since a client requests a task for each answer that somebody awaits.
  readonly #afterPromises = () => nextTick(this.#tick);

  constructor(run: () => void) {
    this.#run = run;
  }

  request(): void {
    void resolved.then(this.#afterPromises);
  }

  close(): void {
    this.#run = null;
  }
}
