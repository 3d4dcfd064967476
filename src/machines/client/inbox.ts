import { NextTask } from '#next-task';

/**
 * Delivers what comes from one socket, in order.
 *
 * `ws` delivers all frames of a TCP segment in one task (browsers use a task for each). Code that awaits one of the frames
 * goes on only after that task, and would miss the frames behind it. So after a frame that somebody awaited, the others wait
 * for the next task. Frames that nobody awaits are delivered at once.
 */
export class Inbox {
  #waiting: (() => void)[] = [];
  /** Those that waited first, from the last to the first: the end of a list is quicker to take from than its start. */
  #due: (() => void)[] = [];
  readonly #task = new NextTask(() => this.#goOn());
  #phase: 'open' | 'held' | 'closed' = 'open';
  /** How many items are being handled. A transport may answer at once, so one may be handled within another. */
  #depth = 0;

  /** Whether the socket was given up. */
  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /** Whether an item that comes now waits for the next task. */
  get isHeld(): boolean {
    return this.#phase === 'held';
  }

  /** Handles an item at once, or keeps it for the next task. */
  take<T>(deal: (item: T) => void, item: T): void {
    if (this.#phase === 'open') this.#step(deal, item);
    else if (this.#phase === 'held') this.#waiting.push(() => deal(item));
  }

  /** A promise was settled that somebody awaits. If it happened while an item is handled, the next items wait. */
  hold(): void {
    if (this.#depth === 0 || this.#phase !== 'open') return;
    this.#phase = 'held';
    this.#task.request();
  }

  /** The socket is given up. Drops the items that wait, and all that come later. */
  close(): void {
    this.#phase = 'closed';
    this.#waiting = [];
    this.#due = [];
    this.#task.close();
  }

  #step<T>(deal: (item: T) => void, item: T): void {
    this.#depth += 1;
    try {
      deal(item);
    } finally {
      this.#depth -= 1;
    }
  }

  /** The next task has come. Not called once the inbox is closed. */
  #goOn(): void {
    this.#phase = 'open';
    for (let deal = this.#next(); deal; deal = this.#next()) this.#step(deal, undefined);
  }

  #next(): (() => void) | undefined {
    if (this.#phase !== 'open') return undefined;
    if (this.#due.length === 0) {
      this.#due = this.#waiting.reverse();
      this.#waiting = [];
    }
    return this.#due.pop();
  }
}
