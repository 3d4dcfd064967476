import type { ChannelEventOf } from './channel.events.ts';
import { emptied } from './emptied.ts';
import type { PendingPush, PushCall } from './push.ts';

/** The outcome of a push that was sent as an event, before it is emitted. */
export type PushSettled = ChannelEventOf<'push.settled'>;

/**
 * Pushes and outcomes that were sent to a channel's actor, but not handled yet. An actor that ends drops such events, so
 * they are kept here and can be settled.
 */
export class Unseen {
  readonly #offered = new Map<PushCall, PendingPush>();
  readonly #untold = new Set<PushSettled>();

  /** Keeps a push before its event is sent. */
  offer(call: PushCall, push: PendingPush): void {
    this.#offered.set(call, push);
  }

  /** The event of a push is handled. */
  accept(call: PushCall): PendingPush | undefined {
    const push = this.#offered.get(call);
    this.#offered.delete(call);
    return push;
  }

  /** Takes the pushes whose events will not be handled any more. */
  takeOffered(): readonly PendingPush[] {
    return emptied(this.#offered);
  }

  /** Keeps an outcome before its event is sent. */
  tell(settled: PushSettled): void {
    this.#untold.add(settled);
  }

  /** The event of an outcome is handled. */
  told(settled: PushSettled): void {
    this.#untold.delete(settled);
  }

  /** Takes the outcomes whose events will not be handled any more. */
  takeUntold(): readonly PushSettled[] {
    return emptied(this.#untold);
  }
}
