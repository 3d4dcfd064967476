import type { UserAct } from './acts.ts';
import type { Blame } from './violation.ts';

export type Sign = Extract<UserAct, { act: 'wake' }>['by'];

/** How long a client that is away is left alone, in ms: then it tries all the same. */
const PAUSED_MS = 60_000;

/** What the page has said last: while it is away or without a network, nothing is dialed by itself. */
export class PageWitness {
  readonly #blame: Blame;
  #isOffline = false;
  #isHidden = false;
  #endedAt: number | null = null;

  constructor(blame: Blame) {
    this.#blame = blame;
  }

  /** Answers whether it is a reason to dial at once. */
  says(by: Sign): boolean {
    if (by === 'network.online' || by === 'network.offline') this.#isOffline = by === 'network.offline';
    if (by === 'page.visible' || by === 'page.hidden') this.#isHidden = by === 'page.hidden';
    return by === 'network.online' || ((by === 'page.visible' || by === 'page.resumed') && !this.#isOffline);
  }

  /** A connection, or an attempt at one, has ended. */
  ends(now: number): void {
    this.#endedAt = now;
  }

  /** A line is dialed that nobody asked for. */
  dials(now: number): void {
    const isAway = this.#isOffline || this.#isHidden;
    if (isAway && this.#endedAt !== null && now < this.#endedAt + PAUSED_MS)
      this.#blame(
        'I13',
        `a line is dialed at ${now} while the page is ${this.#isOffline ? 'offline' : 'hidden'}, and the last one ended at ${this.#endedAt}`,
      );
  }
}
