import type { PushBuffer } from '../../configuration.types.ts';
import { keepOutOfProxies } from '../proxies.ts';
import { Deadline, type DueTimer } from './deadline.ts';
import { emptied } from './emptied.ts';
import type { PendingPush, PushCall } from './push.ts';
import { type PushSettled, Unseen } from './unseen.ts';

/** A push, and whether its frame was written. */
export interface Pending {
  readonly push: PendingPush;
  readonly sent: boolean;
}

/**
 * The pending pushes of one channel: those that wait to be written, in order, and those that wait for a reply, by ref.
 *
 * A method that returns a push also removes it, so that no push is settled twice. One timer is set for the earliest
 * deadline. There is no timer while the table is empty. A topic that was never pushed to holds no tables.
 */
export class Pushes {
  #waiting: Set<PendingPush> | null = null;
  #sent: Map<string, PendingPush> | null = null;
  #unseen: Unseen | null = null;
  #due: Deadline | null = null;
  readonly #timer: DueTimer;

  constructor(timer: DueTimer) {
    this.#timer = timer;
    keepOutOfProxies(this);
  }

  /** Pushes and outcomes whose events the actor has not handled yet. */
  get unseen(): Unseen {
    this.#unseen ??= new Unseen();
    return this.#unseen;
  }

  /** Takes the pushes whose events will not be handled any more. */
  takeOffered(): readonly PendingPush[] {
    return this.#unseen?.takeOffered() ?? [];
  }

  /** Takes the outcomes whose events will not be handled any more. */
  takeUntold(): readonly PushSettled[] {
    return this.#unseen?.takeUntold() ?? [];
  }

  /** Whether the topic was never pushed to. */
  get isUnused(): boolean {
    return this.#waiting === null && this.#sent === null && this.#unseen === null;
  }

  get hasWaiting(): boolean {
    return this.#waiting !== null && this.#waiting.size > 0;
  }

  /** All pending pushes, without removing them. */
  pending(): readonly Pending[] {
    return [
      ...[...(this.#sent?.values() ?? [])].map((push) => ({ push, sent: true })),
      ...[...(this.#waiting ?? [])].map((push) => ({ push, sent: false })),
    ];
  }

  /** Lets a push wait. If the buffer is full, returns the push that was dropped, which may be this one. */
  wait(push: PendingPush, { max, overflow }: Required<PushBuffer>): PendingPush | undefined {
    this.#waiting ??= new Set();
    const waiting = this.#waiting;
    const isFull = waiting.size >= max;
    if (isFull && overflow === 'reject') return push;
    const dropped = isFull ? [...waiting].at(overflow === 'drop-oldest' ? 0 : -1) : undefined;
    if (dropped) this.#release(dropped);
    waiting.add(push);
    this.#deadline.add(push.dueAt);
    return dropped;
  }

  await(ref: string, push: PendingPush): void {
    this.#sent ??= new Map();
    this.#sent.set(ref, push);
    this.#deadline.add(push.dueAt);
  }

  /** Takes the oldest push that waits to be written. */
  next(): PendingPush | undefined {
    const [oldest] = this.#waiting ?? [];
    return oldest && this.#release(oldest);
  }

  /** Whether somebody awaits the push with a ref; undefined if no push with this ref waits for a reply. */
  isAwaited(ref: unknown): boolean | undefined {
    const call = this.#sent?.get(String(ref))?.call;
    return call?.promise && call.promise()?.isAwaited === true;
  }

  /** Takes the push that waits for the reply with a ref. */
  take(ref: string | null): PendingPush | undefined {
    const push = ref === null ? undefined : this.#sent?.get(ref);
    if (push === undefined || ref === null) return undefined;
    this.#sent?.delete(ref);
    this.#rest();
    return push;
  }

  /** Takes all pushes that wait for a reply. */
  takeSent(): readonly PendingPush[] {
    const pushes = emptied(this.#sent);
    this.#rest();
    return pushes;
  }

  /** Takes all pushes that wait to be written. */
  takeWaiting(): readonly PendingPush[] {
    const pushes = emptied(this.#waiting);
    this.#rest();
    return pushes;
  }

  /** Takes the push of a caller that gave up. */
  takeCall(call: PushCall): Pending | undefined {
    for (const push of this.#waiting ?? []) if (push.call === call) return { push: this.#release(push), sent: false };
    for (const [ref, push] of this.#sent ?? [])
      if (push.call === call) {
        this.take(ref);
        return { push, sent: true };
      }
    return undefined;
  }

  /** Takes all pushes that are due, and sets the timer for the rest. */
  takeDue(): readonly Pending[] {
    const now = this.#deadline.ring();
    const due: Pending[] = [];
    for (const push of this.#waiting ?? []) {
      if (push.dueAt > now) this.#deadline.add(push.dueAt);
      else due.push({ push: this.#release(push), sent: false });
    }
    for (const [ref, push] of this.#sent ?? []) {
      if (push.dueAt > now) this.#deadline.add(push.dueAt);
      else if (this.#sent?.delete(ref)) due.push({ push, sent: true });
    }
    return due;
  }

  get #deadline(): Deadline {
    this.#due ??= new Deadline(this.#timer);
    return this.#due;
  }

  #release(push: PendingPush): PendingPush {
    this.#waiting?.delete(push);
    this.#rest();
    return push;
  }

  /** Stops the timer when the table is empty. Otherwise it may fire too early, which does no harm. */
  #rest(): void {
    if (!this.hasWaiting && !this.#sent?.size) this.#due?.clear();
  }
}
