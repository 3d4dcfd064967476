import { type Frame, PushError } from 'xstate-phoenix';
import type { Blame } from './violation.ts';

/** How a push ended. */
export type Settled = { readonly response: unknown } | { readonly error: unknown };

interface Entry {
  readonly topic: string;
  /** Clock time in ms; Infinity for a cast. */
  readonly dueAt: number;
  ref: string | null;
  /** The join it was written under. */
  joinRef: string | null;
  answer: string | null;
  settled: boolean;
}

/** All pushes and casts: each carries its number as `n` in its payload, and is recognised by it on the wire. */
export class PushWitness {
  readonly #entries = new Map<number, Entry>();
  readonly #numbers = new Map<string, number>();
  readonly #refs = new Map<number, string>();
  readonly #last = new Map<string, number>();
  readonly #blame: Blame;

  constructor(blame: Blame) {
    this.#blame = blame;
  }

  /** Pushes that are not settled. */
  get pending(): number {
    return [...this.#entries.values()].filter(({ settled, dueAt }) => !settled && dueAt !== Infinity).length;
  }

  /** How long the last of them may still wait, in ms. */
  longestMs(now: number): number {
    const waits = [...this.#entries.values()].map(({ settled, dueAt }) => (settled ? 0 : dueAt - now));
    return Math.max(0, ...waits.filter(Number.isFinite));
  }

  /** The user pushes. A cast has no deadline. */
  asked(n: number, topic: string, dueAt: number): void {
    this.#entries.set(n, { topic, dueAt, ref: null, joinRef: null, answer: null, settled: false });
  }

  wrote(n: number, [joinRef, ref, topic]: Frame): void {
    const entry = this.#entries.get(n);
    if (!entry) {
      this.#blame('I5', `push ${n} was written, and nobody pushed it`);
      return;
    }
    if (entry.ref !== null) this.#blame('I5', `push ${n} to "${topic}" was written twice`);
    if (entry.settled) this.#blame('I4', `push ${n} to "${topic}" was written after it was settled`);
    const last = this.#last.get(topic) ?? 0;
    if (last > n) this.#blame('I5', `push ${n} to "${topic}" was written after push ${last}`);
    this.#last.set(topic, n);
    entry.ref = ref;
    entry.joinRef = joinRef;
    if (ref === null) return;
    this.#numbers.set(ref, n);
    this.#refs.set(n, ref);
  }

  /** The ref that a push was last written with. */
  refOf(n: number): string {
    return this.#refs.get(n) ?? '';
  }

  /** The reply to a push is about to be delivered. */
  answered(ref: string, status: string): void {
    const entry = this.#entries.get(this.#numbers.get(ref) ?? 0);
    if (entry && !entry.settled) entry.answer ??= status;
  }

  settled(n: number, outcome: Settled): void {
    const entry = this.#entries.get(n);
    if (!entry) return;
    if (entry.settled) this.#blame('I4', `push ${n} was settled twice`);
    entry.settled = true;
    if ('response' in outcome) this.#checkReply(n, entry, 'ok');
    else if (!(outcome.error instanceof PushError)) this.#blame('I4', `push ${n} failed with ${String(outcome.error)}`);
    else {
      const { code, sent, status } = outcome.error;
      if (sent !== (entry.ref !== null))
        this.#blame(
          'I4',
          `push ${n} failed with ${code} and sent ${sent}, and ${entry.ref ? 'was' : 'was not'} written`,
        );
      if (code === 'refused') this.#checkReply(n, entry, String(status));
    }
  }

  /** Whether all is settled that has an answer, is overdue, or has nobody left to answer it. */
  checkAtRest(now: number, isJoined: (topic: string, joinRef: string) => boolean): void {
    for (const [n, { topic, dueAt, answer, settled, joinRef }] of this.#entries) {
      if (settled) this.#entries.delete(n);
      else if (answer !== null) this.#blame('I4', `push ${n} to "${topic}" was answered, and is not settled`);
      else if (dueAt !== Infinity && joinRef !== null && !isJoined(topic, joinRef))
        this.#blame('I4', `push ${n} to "${topic}" is not settled, and join ${joinRef} is over`);
      else if (dueAt < now)
        this.#blame('I4', `push ${n} to "${topic}" was due at ${dueAt}, and is not settled at ${now}`);
    }
  }

  /** What can be told of those that are not settled, for those who compare worlds. */
  told(now: number): readonly { readonly n: number; readonly ref: string | null; readonly rest: readonly unknown[] }[] {
    return [...this.#entries].map(([n, { ref, topic, dueAt, answer, settled }]) => ({
      n,
      ref,
      rest: [topic, dueAt - now, answer, settled],
    }));
  }

  #checkReply(n: number, { answer, ref }: Entry, status: string): void {
    if (ref === null || answer !== status)
      this.#blame('I4', `push ${n} was settled with ${status}, and the server said ${answer ?? 'nothing'}`);
  }
}
