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
  #isFrozen = false;
  #isSuspended = false;
  #endedAt: number | null = null;

  constructor(blame: Blame) {
    this.#blame = blame;
  }

  /** Answers whether it is a reason to dial at once. */
  says(by: Sign): boolean {
    if (by === 'network.online' || by === 'network.offline') this.#isOffline = by === 'network.offline';
    if (by === 'page.visible' || by === 'page.hidden') this.#isHidden = by === 'page.hidden';
    const wakes = by === 'page.visible' || by === 'page.resumed';
    if (by === 'page.frozen' || wakes) this.#isFrozen = !wakes;
    if (by === 'page.suspended' || wakes) this.#isSuspended = !wakes;
    return by === 'network.online' ? !this.#isSuspended : wakes && !this.#isOffline;
  }

  /** Whether the page wants no connection until it is shown. */
  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** A connection, or an attempt at one, has ended. */
  ends(now: number): void {
    this.#endedAt = now;
  }

  /** A line is dialed that nobody asked for. */
  dials(now: number): void {
    if (this.#isSuspended) this.#blame('I14', `a line is dialed at ${now} while the page is suspended`);
    const isAway = this.#isOffline || this.#isHidden || this.#isFrozen;
    if (isAway && this.#endedAt !== null && now < this.#endedAt + PAUSED_MS)
      this.#blame(
        'I13',
        `a line is dialed at ${now} while the page is ${this.#isOffline ? 'offline' : 'hidden or frozen'}, and the last one ended at ${this.#endedAt}`,
      );
  }
}
