import type { ChannelEmitted, ChannelEventOf } from './channel.events.ts';
import type { ChannelRef } from './channel.ref.ts';
import type { PushCall, PushName, PushOutcome } from './push.ts';
import type { PushSettled, Unseen } from './unseen.ts';

/** The call of a push that was sent as an event. Its outcome is emitted. */
export class EmittedCall implements PushCall {
  readonly name: PushName;
  readonly #self: Pick<ChannelRef, 'send'>;
  readonly #unseen: Unseen;

  constructor({ event, id }: ChannelEventOf<'channel.push'>, self: Pick<ChannelRef, 'send'>, unseen: Unseen) {
    this.name = { event, id };
    this.#self = self;
    this.#unseen = unseen;
  }

  settle(outcome: PushOutcome): void {
    const settled: PushSettled = { type: 'push.settled', ...this.name, outcome };
    this.#unseen.tell(settled);
    this.#self.send(settled);
  }
}

/** The emitted event for the outcome of a push that was sent as an event, or that nobody awaits. */
export function toSettled({ event, id, outcome, isUnheard }: Omit<PushSettled, 'type'>): ChannelEmitted {
  if (outcome.status === 'ok') return { type: 'reply', event, id, status: 'ok', response: outcome.response };
  const { error } = outcome;
  return error.status === undefined || isUnheard
    ? { type: 'push.failed', event, id, error }
    : { type: 'reply', event, id, status: error.status, response: error.response };
}
