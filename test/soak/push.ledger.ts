import type { Blame } from './violations.ts';

/** How a push ended, for its caller. */
export interface Settlement {
  /** `ok`, or the code of its error. */
  readonly code: string;
  readonly sent: boolean;
}

const [NONE, ASKED, REPLIED, FAILED_SENT, FAILED_UNSENT] = [0, 1, 2, 3, 4];

/**
 * The pushes of a run by their number. It is allocated once, so that counting does not show in the heap it watches.
 *
 * Each must settle once and in time, with `sent` true exactly if its frame was handed to a socket (I4), be written once
 * at most and not behind its end (I5), and be handled by the server: once if it was replied to, never if it was not
 * sent, at most once else.
 */
export class PushLedger {
  readonly #state: Uint8Array;
  readonly #written: Uint8Array;
  readonly #askedAt: Float64Array;
  readonly #blame: Blame;
  readonly #patienceMs: number;
  readonly byCode = new Map<string, number>();
  asked = 0;
  settled = 0;
  slowestMs = 0;

  /** @param patienceMs - Milliseconds after which a push counts as forgotten. */
  constructor(capacity: number, patienceMs: number, blame: Blame) {
    this.#state = new Uint8Array(capacity);
    this.#written = new Uint8Array(capacity);
    this.#askedAt = new Float64Array(capacity);
    this.#patienceMs = patienceMs;
    this.#blame = blame;
  }

  get outstanding(): number {
    return this.asked - this.settled;
  }

  /** A push is about to be made. Answers its number. */
  ask(): number {
    this.asked += 1;
    this.#state[this.asked] = ASKED;
    this.#askedAt[this.asked] = performance.now();
    return this.asked;
  }

  /** The frame of a push is handed to the socket. */
  write(id: number): void {
    if (this.#written[id] !== 0) this.#blame('I5', `push ${id} was written twice`);
    if (this.#state[id] !== ASKED) this.#blame('I5', `push ${id} was written, though it had ended`);
    this.#written[id] = 1;
  }

  settle(id: number, { code, sent }: Settlement): void {
    if (this.#state[id] !== ASKED) {
      this.#blame('I4', `push ${id} ended again, with ${code}`);
      return;
    }
    const tookMs = performance.now() - (this.#askedAt[id] ?? 0);
    this.settled += 1;
    this.slowestMs = Math.max(this.slowestMs, tookMs);
    this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
    if (tookMs > this.#patienceMs) this.#blame('I4', `push ${id} ended after ${Math.round(tookMs)} ms, with ${code}`);
    if (sent !== (this.#written[id] === 1)) this.#blame('I4', `push ${id} (${code}) says sent: ${sent}`);
    const replied = code === 'ok' || code === 'refused';
    this.#state[id] = replied ? REPLIED : sent ? FAILED_SENT : FAILED_UNSENT;
  }

  /** Holds the whole run against what the server wrote down: `life topic id`, a line for each push it handled. */
  audit(log: string): { readonly handled: number } {
    const handled = new Uint8Array(this.#state.length);
    const last = new Map<string, number>();
    let count = 0;
    for (const line of log.split('\n')) {
      if (line === '') continue;
      const [life, topic, number] = line.split(' ');
      const [id, lane] = [Number(number), `${life} ${topic}`];
      count += 1;
      if (handled[id] !== 0) this.#blame('I5', `push ${id} was handled twice`);
      if (id <= (last.get(lane) ?? 0)) this.#blame('I5', `push ${id} was handled behind ${last.get(lane)}`);
      handled[id] = 1;
      last.set(lane, id);
    }
    for (let id = 1; id <= this.asked; id += 1) {
      if (this.#state[id] === ASKED) this.#blame('I4', `push ${id} never ended`);
      if (this.#state[id] === REPLIED && handled[id] !== 1) this.#blame('I4', `push ${id} was replied to, not handled`);
      if (this.#state[id] === FAILED_UNSENT && handled[id] !== 0) this.#blame('I4', `push ${id} was handled, unsent`);
      if (this.#state[id] === NONE) this.#blame('I4', `push ${id} is unknown`);
    }
    return { handled: count };
  }
}
