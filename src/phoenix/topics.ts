import type { Ref } from './bindings.ts';
import type { Channel } from './channel.ts';
import type { Dialed } from './dialed.ts';

/** The channels of a socket by topic. The list is the program's to change, so it is looked at before each use. */
export class Topics {
  readonly #byTopic = new Map<string, Channel[]>();
  #list: readonly Channel[] = [];
  #length = 0;

  /** The channels of a topic, in the order of the list. It may grow while it is read. */
  of(topic: string, list: readonly Channel[]): readonly Channel[] {
    if (list !== this.#list || list.length !== this.#length) this.#read(list);
    return this.#byTopic.get(topic) ?? none;
  }

  #read(list: readonly Channel[]): void {
    // A list that has only grown is read from there.
    const known = list === this.#list && list.length > this.#length ? this.#length : 0;
    if (known === 0) this.#byTopic.clear();
    for (const channel of list.slice(known)) {
      const others = this.#byTopic.get(channel.topic);
      if (others) others.push(channel);
      else this.#byTopic.set(channel.topic, [channel]);
    }
    this.#list = list;
    this.#length = list.length;
  }
}

const none: readonly Channel[] = [];

/**
 * Tells the channels that a connection is not open any more. The first time, all of them; after that only those that were
 * joined by it, because the others may have been joined by another connection since.
 */
export function failAll(channels: readonly Channel[], reason: string, dialed: Dialed | null, isCurrent: boolean): void {
  const isToldAgain = dialed?.hasErrored && !dialed.isOpen();
  if (dialed && !dialed.isOpen()) dialed.hasErrored = true;
  const joins: [Channel, Ref][] = channels.map((channel) => [channel, channel.joinRef()]);
  for (const [channel, joinRef] of joins) {
    // A callback of another channel may have joined this one again.
    if (channel.joinRef() !== joinRef) continue;
    if (dialed && (isToldAgain || !isCurrent) && !carried(dialed, channel, joinRef)) continue;
    if (channel.isErrored() || channel.isLeaving() || channel.isClosed()) continue;
    channel.trigger('phx_error', { source: 'transport', reason });
  }
}

function carried({ joins }: Dialed, channel: Channel, joinRef: Ref): boolean {
  return joins.has(channel) && joins.get(channel) === joinRef;
}
