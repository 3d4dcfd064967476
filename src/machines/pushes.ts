import type { PushBuffer } from '../configuration.types.ts';
import type { ChannelEvent, PushCall } from './channel.types.ts';
import type { WatchedPush } from './watcher.ts';

/** A push or a cast that is not settled: it waits to be written, or for its reply. */
export interface PendingPush {
  readonly event: string;
  /** As captured at the call while it waits. */
  readonly payload: unknown;
  /** Time in ms at which it is given up. */
  readonly dueAt: number;
  /** Who wants to hear; null for a cast. */
  readonly call: PushCall | null;
  /** Who watches it, if anybody does. */
  readonly watched: WatchedPush | null;
}

/** How a push that came as an event has ended, on its way to be emitted. */
export type PushSettled = Extract<ChannelEvent, { type: 'push.settled' }>;

/** A push, and whether its frame was written. */
export interface Pending {
  readonly push: PendingPush;
  readonly sent: boolean;
}

/** The one timer a table of pushes has. */
export interface DueTimer {
  now(): number;
  start(delayMs: number): void;
  stop(): void;
}

/**
 * The pushes of one channel: those that wait to be written, in order, and those that wait for a reply, by ref.
 *
 * An entry is handed out exactly once, by whichever method takes it out, so that nothing can be settled twice. One
 * timer stands for the earliest deadline; there is none while the table is empty.
 */
export class Pushes {
  readonly #waiting = new Set<PendingPush>();
  readonly #sent = new Map<string, PendingPush>();
  readonly #offered = new Map<PushCall, PendingPush>();
  readonly #untold = new Set<PushSettled>();
  readonly #timer: DueTimer;
  #timerDueAt = Number.POSITIVE_INFINITY;

  constructor(timer: DueTimer) {
    this.#timer = timer;
  }

  /** Notes a push before its event is sent, since an actor that ends drops what it has not yet looked at. */
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

  /** Notes an outcome before its event is sent, for the same reason. */
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

  get hasWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** All that is not settled, untouched. */
  pending(): readonly Pending[] {
    return [
      ...[...this.#sent.values()].map((push) => ({ push, sent: true })),
      ...[...this.#waiting].map((push) => ({ push, sent: false })),
    ];
  }

  /** Lets a push wait. Answers the one that has to go for it, which may be itself. */
  wait(push: PendingPush, { max, overflow }: Required<PushBuffer>): PendingPush | undefined {
    const [oldest] = this.#waiting;
    const full = this.#waiting.size >= max;
    if (full && overflow !== 'drop-oldest') return push;
    this.#waiting.add(push);
    this.#arm(push);
    return full && oldest ? this.#release(oldest) : undefined;
  }

  await(ref: string, push: PendingPush): void {
    this.#sent.set(ref, push);
    this.#arm(push);
  }

  /** Takes the oldest of those that wait to be written. */
  next(): PendingPush | undefined {
    const [oldest] = this.#waiting;
    return oldest && this.#release(oldest);
  }

  /** Takes the push that a reply belongs to. */
  take(ref: string | null): PendingPush | undefined {
    const push = ref === null ? undefined : this.#sent.get(ref);
    if (push === undefined || ref === null) return undefined;
    this.#sent.delete(ref);
    this.#disarm();
    return push;
  }

  /** Takes all that wait for a reply. */
  takeSent(): readonly PendingPush[] {
    const pushes = [...this.#sent.values()];
    this.#sent.clear();
    this.#disarm();
    return pushes;
  }

  /** Takes all that wait to be written. */
  takeWaiting(): readonly PendingPush[] {
    const pushes = [...this.#waiting];
    this.#waiting.clear();
    this.#disarm();
    return pushes;
  }

  /** Takes the push of a caller that gave up, and tells whether it was written. */
  takeCall(call: PushCall): Pending | undefined {
    for (const push of this.#waiting) if (push.call === call) return { push: this.#release(push), sent: false };
    for (const [ref, push] of this.#sent)
      if (push.call === call) {
        this.take(ref);
        return { push, sent: true };
      }
    return undefined;
  }

  /** Takes all that are due, and sets the timer for the rest. */
  takeDue(): readonly Pending[] {
    // The timer may fire a fraction of a millisecond early; what it was set for is due all the same.
    const now = Math.max(this.#timer.now(), this.#timerDueAt);
    this.#timerDueAt = Number.POSITIVE_INFINITY;
    const due: Pending[] = [];
    for (const push of this.#waiting) {
      if (push.dueAt > now) this.#arm(push);
      else due.push({ push: this.#release(push), sent: false });
    }
    for (const [ref, push] of this.#sent) {
      if (push.dueAt > now) this.#arm(push);
      else if (this.#sent.delete(ref)) due.push({ push, sent: true });
    }
    return due;
  }

  #release(push: PendingPush): PendingPush {
    this.#waiting.delete(push);
    this.#disarm();
    return push;
  }

  #arm({ dueAt }: PendingPush): void {
    if (dueAt >= this.#timerDueAt) return;
    if (this.#timerDueAt !== Number.POSITIVE_INFINITY) this.#timer.stop();
    this.#timerDueAt = dueAt;
    this.#timer.start(Math.max(0, dueAt - this.#timer.now()));
  }

  /** A timer that is set too early for those that are left costs one look; only an empty table stops it. */
  #disarm(): void {
    if (this.#waiting.size + this.#sent.size > 0 || this.#timerDueAt === Number.POSITIVE_INFINITY) return;
    this.#timerDueAt = Number.POSITIVE_INFINITY;
    this.#timer.stop();
  }
}
