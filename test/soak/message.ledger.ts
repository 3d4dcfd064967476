import type { Receipt, Tick, Welcome } from './far.types.ts';
import type { Blame } from './violations.ts';

/** What one join of one topic has received. */
interface Account {
  readonly joinRef: string;
  readonly life: string;
  own: number;
  shared: number;
}

/**
 * The messages of all topics, counted from the server to the listener.
 *
 * The server counts what it sends to a join from 1, and every reply tells how many there were before it. One connection
 * keeps the order of what is written to it, so a listener must hear 1, 2, 3, ... without a gap, a repetition or a
 * stranger (I3, I6), and a reply that arrives proves that all before it were sent: so many must have been heard. What
 * was written behind the last reply before a connection broke may be lost; that is at most once.
 */
export class MessageLedger {
  readonly #accounts = new Map<string, Account>();
  readonly #blame: Blame;
  /** Whether bytes are being changed on their way, so that a message may be missing; it is counted then. */
  lossy = false;
  received = 0;
  missing = 0;

  constructor(blame: Blame) {
    this.#blame = blame;
  }

  /** Topics that are joined now. */
  get joined(): number {
    return this.#accounts.size;
  }

  /** The topic is joined, by a join that must be newer than the one before. */
  join(topic: string, joinRef: string, { life, shared }: Welcome): void {
    if (this.#accounts.has(topic)) this.#blame('I3', `${topic} was joined twice without an end between`);
    this.#accounts.set(topic, { joinRef, life, own: 0, shared });
  }

  /** The topic is joined no longer. */
  end(topic: string): void {
    this.#accounts.delete(topic);
  }

  endAll(): void {
    this.#accounts.clear();
  }

  /** A listener hears a message. */
  hear(topic: string, joinRef: string | null, tick: Tick): void {
    this.received += 1;
    const account = this.#accounts.get(topic);
    if (account === undefined) this.#blame('I6', `${topic} heard a message while it was not joined`);
    else if ('shared' in tick) account.shared = this.#follow(topic, 'broadcast', account.shared, tick.shared);
    else if (joinRef !== account.joinRef || tick.join !== account.joinRef || tick.life !== account.life)
      this.#blame('I3', `${topic} heard a message of join ${tick.join} during join ${account.joinRef}`);
    else account.own = this.#follow(topic, 'message', account.own, tick.own);
  }

  /**
   * The reply to a push arrives.
   *
   * @param exact - Whether nothing can have been heard since; a promise is told a little later than listeners are.
   */
  reply(topic: string, { life, own, shared }: Receipt, exact: boolean): void {
    const account = this.#accounts.get(topic);
    if (account?.life !== life) {
      if (exact) this.#blame('I3', `${topic} got a reply of another connection`);
      return;
    }
    this.#settle(topic, 'messages', account.own, own, exact);
    this.#settle(topic, 'broadcasts', account.shared, shared, exact);
    if (!this.lossy) return;
    account.own = Math.max(account.own, own);
    account.shared = Math.max(account.shared, shared);
  }

  /** The number that is heard must be the one behind the last. */
  #follow(topic: string, kind: string, last: number, heard: number): number {
    if (heard <= last) this.#blame('I6', `${topic} heard ${kind} ${heard} again, or late: ${last} was heard before`);
    else if (heard > last + 1) this.#miss(`${topic} heard ${kind} ${heard} right behind ${last}`, heard - last - 1);
    return Math.max(last, heard);
  }

  /** What was sent before a reply must have been heard before it. */
  #settle(topic: string, kind: string, heard: number, sent: number, exact: boolean): void {
    if (heard < sent) this.#miss(`${topic} had heard ${heard} ${kind} when ${sent} had been sent`, sent - heard);
    else if (exact && heard > sent) this.#blame('I6', `${topic} had heard ${heard} ${kind}, and ${sent} had been sent`);
  }

  #miss(what: string, count: number): void {
    if (this.lossy) this.missing += count;
    else this.#blame('I6', what);
  }
}
