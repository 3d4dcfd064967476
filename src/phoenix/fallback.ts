import type { Clock } from './afterwards.ts';
import { LongPoll } from './longpoll.ts';
import type { ConnClass } from './phoenix.types.ts';

const KEY = 'phx:fallback:LongPoll';

/** What a fallback needs of its socket. */
export interface FallbackOwner {
  transport: ConnClass;
  fallbackTimer: unknown;
  readonly clock: Clock;
  readonly closeWasClean: boolean;
  readonly connectClock: number;
  readonly longPollFallbackMs: number | undefined;
  getSession(key: string): unknown;
  storeSession(key: string, value: string): void;
  onOpen(callback: () => void): string;
  onError(callback: (error: unknown) => void): string;
  off(refs: readonly string[]): void;
  log(kind: string, message: string, data?: unknown): void;
  ping(callback: (rttMs: number) => void): boolean;
  replaceTransport(transport: ConnClass): number;
  transportConnect(): void;
}

/** Goes over to `LongPoll` where another transport does not open, or opens and brings no answer: `longPollFallbackMs`. */
export class Fallback {
  readonly #owner: FallbackOwner;
  #refs: string[] = [];
  /** What the program had done with the connection when the attempt began. */
  #clock = 0;
  #hasAnswered = false;

  constructor(owner: FallbackOwner) {
    this.#owner = owner;
  }

  /** Called before an attempt. An earlier page may have gone over to `LongPoll`: then that is dialed. */
  prepare(): void {
    const owner = this.#owner;
    const { longPollFallbackMs } = owner;
    if (!longPollFallbackMs || owner.transport === LongPoll) return;
    owner.clock.clearTimeout(owner.fallbackTimer);
    owner.off(this.#refs);
    if (owner.getSession(KEY)) {
      this.#goOver('memorized');
      owner.transport = LongPoll;
      return;
    }
    let hasOpened = false;
    const later = () => {
      owner.fallbackTimer = owner.clock.setTimeout(() => this.#fallBack(), longPollFallbackMs);
    };
    later();
    this.#refs = [
      owner.onError((error) => {
        if (!this.#isCurrent) return;
        owner.log('transport', 'error', error);
        if (!hasOpened) this.#fallBack(error);
      }),
      owner.onOpen(() => {
        if (!this.#isCurrent) return;
        hasOpened = true;
        // It has the same time again to answer.
        owner.clock.clearTimeout(owner.fallbackTimer);
        later();
        owner.ping((rttMs) => {
          owner.log('transport', 'connected to primary after', rttMs);
          this.#hasAnswered = true;
          owner.clock.clearTimeout(owner.fallbackTimer);
        });
      }),
    ];
  }

  /** Called when the attempt has begun. */
  begun(): void {
    this.#clock = this.#owner.connectClock;
  }

  get #isCurrent(): boolean {
    return this.#clock === this.#owner.connectClock && !this.#owner.closeWasClean;
  }

  #fallBack(reason?: unknown): void {
    const owner = this.#owner;
    owner.clock.clearTimeout(owner.fallbackTimer);
    this.#goOver(reason);
    // A callback may have disconnected or connected meanwhile.
    if (owner.replaceTransport(LongPoll) === owner.connectClock) owner.transportConnect();
  }

  /** From now on, an attempt that opens is one of `LongPoll`. It is remembered for the next page. */
  #goOver(reason: unknown): void {
    const owner = this.#owner;
    owner.log('transport', 'falling back to LongPoll...', reason);
    owner.off(this.#refs);
    this.#refs = [
      owner.onOpen(() => {
        if (owner.transport !== LongPoll || owner.closeWasClean) return;
        if (!this.#hasAnswered) owner.storeSession(KEY, 'true');
        owner.log('transport', 'established LongPoll fallback');
      }),
    ];
  }
}
