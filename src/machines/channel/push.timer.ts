import type { AnyActorRef } from 'xstate';
import { MAX_DELAY_MS } from '../../values.ts';
import type { Time } from '../time.ts';
import type { DueTimer } from './deadline.ts';

/**
 * The timer of a channel's pushes, by the clock of the actor system. The scheduler of the system keeps records of its timers,
 * which would take a push longer than all else. The timer ends with the last push, so none outlives the channel.
 */
export class PushTimer implements DueTimer {
  readonly #time: Time;
  readonly #self: AnyActorRef;
  /** What the clock has returned. */
  #timeout: unknown;

  constructor(time: Time, self: AnyActorRef) {
    this.#time = time;
    this.#self = self;
  }

  now(): number {
    return this.#time.now();
  }

  start(delayMs: number): void {
    const tellExpired = () => this.#self.send({ type: 'push.expired' });
    this.#timeout = this.#self.system._clock.setTimeout(tellExpired, Math.min(delayMs, MAX_DELAY_MS));
  }

  stop(): void {
    this.#self.system._clock.clearTimeout(this.#timeout);
  }
}
