import { NextTask } from '#next-task';

/**
 * What comes from one socket, in order, and several things in one task where the platform reads them so (`ws` does, with
 * all the frames of a TCP segment; browsers give each a task of its own).
 *
 * Whoever awaits one of them goes on only behind the task, and would miss what came with it. So what comes behind a
 * frame that somebody awaited waits for the next task. What nobody awaited costs nothing.
 */
export class Inbox {
  readonly #waiting: (() => void)[] = [];
  readonly #task = new NextTask(() => this.#goOn());
  #phase: 'open' | 'held' | 'closed' = 'open';
  /** Steps that are being taken; one may be within another, where a transport answers at once. */
  #depth = 0;

  /** Whether its socket is given up. */
  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /** Whether something that comes now waits for the next task. */
  get isHeld(): boolean {
    return this.#phase === 'held';
  }

  /** Deals with something that came, or keeps it behind what has to be dealt with before. */
  take<T>(deal: (item: T) => void, item: T): void {
    if (this.#phase === 'open') this.#step(deal, item);
    else if (this.#phase === 'held') this.#waiting.push(() => deal(item));
  }

  /** Somebody was told what they awaited. Where nothing that came has brought it about, nothing waits. */
  hold(): void {
    if (this.#depth === 0 || this.#phase !== 'open') return;
    this.#phase = 'held';
    this.#task.request();
  }

  /** The socket is given up: what waits, and what it may still say, is nothing any more. */
  close(): void {
    this.#phase = 'closed';
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

  #goOn(): void {
    if (this.#phase === 'held') this.#phase = 'open';
    for (let deal = this.#next(); deal; deal = this.#next()) this.#step(deal, undefined);
  }

  #next(): (() => void) | undefined {
    return this.#phase === 'open' ? this.#waiting.shift() : undefined;
  }
}
