import type { Frame } from '../../protocol/frame.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import type { AwaitedRefs } from './frame.events.ts';

/** The topics of a client: who has each of them, and what it waits for on the wire. */
export class Topics {
  readonly #channels = new Map<string, ChannelRef>();
  readonly #awaited = new Map<string, AwaitedRefs>();
  readonly #greeters = new Set<(channel: ChannelRef) => void>();

  /** Topic to channel, in the order of joining: the router's table, and the supervisor's list of children. */
  get channels(): ReadonlyMap<string, ChannelRef> {
    return this.#channels;
  }

  /** The refs of each topic's last join and leave. */
  get awaited(): ReadonlyMap<string, AwaitedRefs> {
    return this.#awaited;
  }

  /** Those who are shown every channel when it is made, before it has done anything. */
  get greeters(): Set<(channel: ChannelRef) => void> {
    return this.#greeters;
  }

  /** A channel that was just made takes its place behind all others. */
  add(topic: string, channel: ChannelRef): void {
    this.#channels.delete(topic);
    this.#channels.set(topic, channel);
    this.greet(channel);
  }

  /** Shows a channel to all who want to see it: it is made, or was stopped and is started again. */
  greet(channel: ChannelRef): void {
    for (const greet of this.#greeters) greet(channel);
  }

  /** Removes what a topic has, unless that is another channel by now. */
  remove(topic: string, channel = this.#channels.get(topic)): void {
    if (this.#channels.get(topic) !== channel) return;
    this.#channels.delete(topic);
    this.#awaited.delete(topic);
  }

  /**
   * Notes what a frame asks of the server, before it is written: an answer may be there before the chart has finished
   * writing the question.
   */
  note([, ref, topic, event]: Frame): void {
    if (event === 'phx_join') this.#awaited.set(topic, { joinRef: ref, leaveRef: null });
    else if (event === 'phx_leave') this.#awaited.set(topic, { joinRef: null, leaveRef: ref });
  }
}
