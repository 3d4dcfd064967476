import type { JoinResult } from './channel.results.ts';
import type { ServerFrame } from './wire.ts';

/**
 * A join that your test answers later. Return it from a channel's `join`. Phoenix has nothing like it: there, and with
 * a promise, a slow join keeps the whole connection waiting. A held join keeps only the frames of its topic waiting.
 * They are handled in order after the answer, or never, if the connection ends first.
 */
export class HeldJoin {
  #result: JoinResult | undefined;
  #tell: ((result: JoinResult) => void) | undefined;

  /** Whether the join has been answered. */
  get isAnswered(): boolean {
    return this.#result !== undefined;
  }

  /**
   * Answers the join. Does nothing more if the connection has ended.
   *
   * @throws Error when the join has been answered already.
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

/** The frames of one connection that wait for the answer to a held join. */
export class HeldFrames {
  readonly #frames = new Map<string, ServerFrame[]>();

  /** Keeps frames of the topic from now on. */
  hold(topic: string): void {
    this.#frames.set(topic, []);
  }

  /** Keeps the frame if its topic is held. Returns whether it did. */
  keep(frame: ServerFrame): boolean {
    const kept = this.#frames.get(frame[2]);
    kept?.push(frame);
    return kept !== undefined;
  }

  /** Stops to hold a topic, and returns the frames that were kept. */
  release(topic: string): Iterator<ServerFrame> {
    const kept = this.#frames.get(topic) ?? [];
    this.#frames.delete(topic);
    return kept.values();
  }
}
