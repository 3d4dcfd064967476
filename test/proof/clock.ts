import { TestClock } from 'xstate-phoenix/testing';

/** A virtual clock that tells what it has before it. */
export class ProofClock extends TestClock {
  readonly #dueAt = new Map<number, number>();

  override setTimeout(fire: () => void, timeout: number): number {
    const id = super.setTimeout(() => {
      this.#dueAt.delete(id);
      fire();
    }, timeout);
    this.#dueAt.set(id, this.now() + Math.max(0, timeout || 0));
    return id;
  }

  override clearTimeout(id: number): void {
    this.#dueAt.delete(id);
    super.clearTimeout(id);
  }

  /** When the next timer is due; Infinity without one. */
  get nextDueAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const dueAt of this.#dueAt.values()) next = Math.min(next, dueAt);
    return next;
  }

  /** How long each timer has to wait, the shortest first. */
  get waits(): readonly number[] {
    return [...this.waitsAsSet].sort((a, b) => a - b);
  }

  /** The same in the order the timers were set. */
  get waitsAsSet(): readonly number[] {
    const now = this.now();
    return [...this.#dueAt.values()].map((dueAt) => dueAt - now);
  }
}
