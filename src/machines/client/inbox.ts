import { NextTask } from '../next.task.ts';

/**
 * What comes from a socket, in order, and several things in one task where the platform reads them so (`ws` does, with
 * all the frames of a TCP segment; browsers give each a task of its own).
 *
 * Whoever awaits one of them goes on only behind the task, and would miss what came with it. So what comes behind a
 * frame that somebody awaited waits for the next task. What nobody awaited costs nothing.
 */
export class Inbox {
  readonly #waiting: (() => void)[] = [];
  readonly #task = new NextTask(() => this.#goOn());
  #phase: 'open' | 'held' = 'open';
  /** Steps that are being taken; one may be within another, where a transport answers at once. */
  #depth = 0;

  /** Whether something that comes now waits for the next task. */
  get isHeld(): boolean {
    return this.#phase === 'held';
  }

  /** Deals with something that came, or keeps it behind what has to be dealt with before. */
  take(step: () => void): void {
    if (this.#phase === 'held') this.#waiting.push(step);
    else this.#handle(step);
  }

  /** Somebody was told what they awaited. Where nothing that came has brought it about, nothing waits. */
  hold(): void {
    if (this.#depth === 0 || this.#phase === 'held') return;
    this.#phase = 'held';
    this.#task.request();
  }

  /** There is another socket, or none: what waits is nothing any more. */
  clear(): void {
    this.#phase = 'open';
    this.#waiting.length = 0;
    this.#task.close();
  }

  #handle(step: () => void): void {
    this.#depth += 1;
    try {
      step();
    } finally {
      this.#depth -= 1;
    }
  }

  #goOn(): void {
    this.#phase = 'open';
    for (let step = this.#next(); step; step = this.#next()) this.#handle(step);
  }

  #next(): (() => void) | undefined {
    return this.#phase === 'held' ? undefined : this.#waiting.shift();
  }
}
