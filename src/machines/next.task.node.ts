/** Taken before tests can put a clock of their own in its place. */
const { nextTick } = globalThis.process;

/**
 * What {@link NextTask} is elsewhere, for Node: its next tick comes when no promise has anything left to do, and costs less
 * than a message.
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
