import type { ChannelEventOf } from './channel.events.ts';
import type { PendingPush, PushCall } from './push.ts';

/** How a push that came as an event has ended, on its way to be emitted. */
export type PushSettled = ChannelEventOf<'push.settled'>;

/**
 * What is on its way to a channel, as an event of its own: an actor that ends drops what it has not yet looked at, and
 * then there must be somebody to ask for it.
 */
export class Unseen {
  readonly #offered = new Map<PushCall, PendingPush>();
  readonly #untold = new Set<PushSettled>();

  /** Notes a push before its event is sent. */
  offer(call: PushCall, push: PendingPush): void {
    this.#offered.set(call, push);
  }

  /** The event of an offered push is being dealt with. */
  accept(call: PushCall): PendingPush | undefined {
    const push = this.#offered.get(call);
    this.#offered.delete(call);
    return push;
  }

  /** Takes the pushes whose events will not be looked at any more. */
  takeOffered(): readonly PendingPush[] {
    const pushes = [...this.#offered.values()];
    this.#offered.clear();
    return pushes;
  }

  /** Notes an outcome before its event is sent. */
  tell(settled: PushSettled): void {
    this.#untold.add(settled);
  }

  /** The event of an outcome is being dealt with. */
  told(settled: PushSettled): void {
    this.#untold.delete(settled);
  }

  /** Takes the outcomes whose events will not be looked at any more. */
  takeUntold(): readonly PushSettled[] {
    const untold = [...this.#untold];
    this.#untold.clear();
    return untold;
  }
}
