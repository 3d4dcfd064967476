import { MAX_DELAY_MS } from '../values.ts';
import type { Clock } from './afterwards.ts';

/** So many times in a row, a wait is as long as in phoenix.js, which counts from 1 again after each success. */
const PATIENCE = 3;

/**
 * The wait before a socket reconnects, or a channel is joined again: `reconnectTimer` and `rejoinTimer`. The charts do the
 * waiting. They ask here for how long, so a program can change that.
 */
export class Wait {
  /** Waits in a row that have ended. */
  tries = 0;
  /** What waits; null if nothing does. */
  timer: unknown = null;
  readonly callback: () => void;
  readonly timerCalc: (tries: number) => number;
  readonly #clock: () => Clock;
  /** The retry that a chart asks for; 0 if it does not. */
  #asked = 0;
  #delayMs = MAX_DELAY_MS;

  constructor(callback: () => void, timerCalc: (tries: number) => number, clock: () => Clock) {
    this.callback = callback;
    this.timerCalc = timerCalc;
    this.#clock = clock;
  }

  /** Counts from 0 again, and calls nothing back. */
  reset(): void {
    this.tries = 0;
    this.stop();
  }

  /** Calls back after the delay for the next try. */
  scheduleTimeout(): void {
    this.stop();
    const law = this.#asked > PATIENCE ? this.#asked : 0;
    this.#delayMs = this.timerCalc(Math.max(this.tries + 1, law));
    this.timer = this.#asked > 0 ? 'chart' : this.#clock().setTimeout(() => this.fire(), this.#delayMs);
  }

  /**
   * @internal How many ms a chart is to wait before retry `attempt`, which counts until the connection or the topic has been
   * stable. For ever, if a program keeps the wait from being scheduled.
   */
  plan(attempt: number, isWanted = true): number {
    this.stop();
    this.#asked = attempt;
    try {
      if (isWanted) this.scheduleTimeout();
      return this.timer === null ? MAX_DELAY_MS : this.#delayMs;
    } finally {
      this.#asked = 0;
    }
  }

  /** @internal Begins the wait anew that a chart has planned. */
  restart(): void {
    if (this.timer === null) return;
    this.stop();
    this.timer = this.#clock().setTimeout(() => this.fire(), this.#delayMs);
  }

  /** @internal The wait is over. */
  fire(): void {
    if (this.timer === null) return;
    this.spend();
    this.callback();
  }

  /** @internal A chart has gone on after the wait. */
  spend(): void {
    if (this.timer === null) return;
    this.timer = null;
    this.tries += 1;
  }

  /** @internal Ends the wait, and goes on counting. */
  stop(): void {
    if (this.timer !== null && this.timer !== 'chart') this.#clock().clearTimeout(this.timer);
    this.timer = null;
  }
}
