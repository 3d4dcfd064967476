import { LastingListeners } from '../lasting.listeners.ts';

/** Whether a client was started, and who wants to know when it is started or stopped. */
export class Life {
  readonly #listeners = new LastingListeners();
  readonly #waiting = new Set<() => void>();
  #hasBegun = false;
  #kept: (() => void)[] | null = null;

  /** Our own listeners to the client, which survive a stop. */
  get listeners(): LastingListeners {
    return this.#listeners;
  }

  /** Whether the client was ever started. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The client is started. Returns whether it is the first time. */
  begins(): boolean {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    if (!isFirst) this.#listeners.again();
    return isFirst;
  }

  /** `start()` is called. Until it returns, reports are kept, since nobody can listen yet. */
  starts(): void {
    this.#kept = [];
  }

  /** Keeps a report during `start()`. Returns whether it did. */
  keeps(report: () => void): boolean {
    return this.#kept !== null && this.#kept.push(report) > 0;
  }

  /** `start()` returns. Returns the kept reports. */
  goesOn(): readonly (() => void)[] {
    const kept = this.#kept ?? [];
    this.#kept = null;
    return kept;
  }

  /** Calls a listener when the client is stopped. Returns the undo. */
  onStop(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => void this.#waiting.delete(listener);
  }

  /** The client is stopped, for good or until it is started again. */
  ends(): void {
    for (const listener of [...this.#waiting]) listener();
  }
}
