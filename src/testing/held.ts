import type { JoinResult } from './channel.results.ts';
import type { ServerFrame } from './wire.ts';

/**
 * What a channel's `join` returns to be answered later, from outside: a thing for tests, which no Phoenix has. It holds
 * back the frames of its own topic alone, where a promise holds back the whole connection (M5). They are handled, in
 * order, after the answer; never, if the connection ends before.
 */
export class HeldJoin {
  #result: JoinResult | undefined;
  #tell: ((result: JoinResult) => void) | undefined;

  /** Whether it has its answer. */
  get isAnswered(): boolean {
    return this.#result !== undefined;
  }

  /**
   * Answers the join. Where the connection has ended, nobody hears of it.
   *
   * @throws Error when it has its answer.
   */
  answer(result: JoinResult): void {
    if (this.#result) throw new Error('This join has been answered already.');
    this.#result = result;
    this.#tell?.(result);
  }

  /** @internal */
  whenAnswered(tell: (result: JoinResult) => void): void {
    this.#tell = tell;
    if (this.#result) tell(this.#result);
  }
}

/** The frames of one connection whose topics wait for the answer to a held join. */
export class HeldFrames {
  readonly #frames = new Map<string, ServerFrame[]>();

  /** From now on frames of the topic are kept. */
  hold(topic: string): void {
    this.#frames.set(topic, []);
  }

  /** Keeps the frame if its topic is held, and says whether it did. */
  keep(frame: ServerFrame): boolean {
    const kept = this.#frames.get(frame[2]);
    kept?.push(frame);
    return kept !== undefined;
  }

  /** Gives out what was kept of a topic, which is held no longer. */
  release(topic: string): Iterator<ServerFrame> {
    const kept = this.#frames.get(topic) ?? [];
    this.#frames.delete(topic);
    return kept.values();
  }
}
