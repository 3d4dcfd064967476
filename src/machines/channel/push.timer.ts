import type { AnyActorRef } from 'xstate';
import { MAX_DELAY_MS } from '../../values.ts';
import type { Time } from '../time.ts';
import type { DueTimer } from './deadline.ts';

const id = 'push.expired';

/** The timer of a channel's pushes. It is one of the actor system's scheduler, so it ends with the channel. */
export class PushTimer implements DueTimer {
  readonly #time: Time;
  readonly #self: AnyActorRef;

  constructor(time: Time, self: AnyActorRef) {
    this.#time = time;
    this.#self = self;
  }

  now(): number {
    return this.#time.now();
  }

  start(delayMs: number): void {
    const self = this.#self;
    self.system.scheduler.schedule(self, self, { type: id }, Math.min(delayMs, MAX_DELAY_MS), id);
  }

  stop(): void {
    this.#self.system.scheduler.cancel(this.#self, id);
  }
}
