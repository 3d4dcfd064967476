import type { Frame } from 'xstate-phoenix';
import type { Blame } from './violation.ts';

/** A program that has awaited something, and listens since. */
export interface Attendant {
  /** The number of a message that it hears. */
  hears(seq: number): void;
}

/** A message, in the order of all frames. */
interface Said {
  readonly topic: string;
  readonly joinRef: string | null;
  readonly seq: number;
  readonly at: number;
}

/**
 * Programs that await an answer, and listen only then: they miss nothing that came behind that answer, however much came
 * within one task.
 */
export class Attendance {
  readonly #blame: Blame;
  #handled = 0;
  #said: Said[] = [];
  /** When the answer to a question came, by its ref. */
  readonly #answers = new Map<string, number>();
  #checks: (() => void)[] = [];

  constructor(blame: Blame) {
    this.#blame = blame;
  }

  /** The client deals with a frame. */
  handles([joinRef, ref, topic, event, payload]: Frame): void {
    this.#handled += 1;
    const at = this.#handled;
    if (event === 'phx_reply' && ref !== null) this.#answers.set(ref, at);
    else if (event === 'said') this.#said.push({ topic, joinRef, at, seq: (payload as { seq: number }).seq });
  }

  /** Frames that were dealt with so far. */
  get now(): number {
    return this.#handled;
  }

  /**
   * A program goes on behind the answer to a question, and listens from now on.
   *
   * @param begunAt - What came before the program had even begun is none of its business.
   * @param isUndisturbed - Whether nobody has done anything since; a topic that was left tells nothing more.
   */
  begins(topic: string, joinRef: string, ref: string, begunAt: number, isUndisturbed = () => true): Attendant {
    const heard: number[] = [];
    const since = Math.max(begunAt, this.#answers.get(ref) ?? begunAt);
    this.#checks.push(() => {
      const missed = this.#said.filter(
        (said) =>
          said.topic === topic &&
          said.at > since &&
          (said.joinRef === null || said.joinRef === joinRef) &&
          !heard.includes(said.seq),
      );
      if (missed.length > 0 && isUndisturbed())
        this.#blame('I12', `who awaited frame ${ref} of "${topic}" did not hear message ${missed[0]?.seq} behind it`);
    });
    return { hears: (seq) => void heard.push(seq) };
  }

  /** Looks at the programs that went on; what has come so far is over. */
  check(): void {
    for (const check of this.#checks) check();
    this.forget();
  }

  /** Something came between, so that nobody can tell what a program should have heard. */
  forget(): void {
    this.#checks = [];
    this.#said = [];
    this.#answers.clear();
  }
}
