import type { ActorSystem, ActorSystemInfo, AnyActorRef } from 'xstate';
import type { Frame } from '../../protocol/frame.ts';
import type { ChannelInput } from '../channel/channel.context.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import { systemOfChannels } from '../channel/timers.ts';
import type { AwaitedRefs } from './frame.events.ts';

/** The options of a channel's actor. */
export interface ChannelOptions {
  readonly parent: AnyActorRef;
  readonly id: string;
  readonly input: ChannelInput;
}

/** The topics of a client: their channels, and the refs that these wait for. */
export class Topics {
  readonly #channels = new Map<string, ChannelRef>();
  readonly #awaited = new Map<string, AwaitedRefs>();
  /** The channels by topic, in the order of joining. */
  readonly channels: ReadonlyMap<string, ChannelRef> = this.#channels;
  /** The refs of each topic's last join and leave. */
  readonly awaited: ReadonlyMap<string, AwaitedRefs> = this.#awaited;
  /** The channels that are to be joined: neither closed nor left. Only filled with `idleDisconnectMs`. */
  readonly wanted = new Set<ChannelRef>();
  /** Functions that are called with each new channel, before it is started. */
  readonly greeters = new Set<(channel: ChannelRef) => void>();
  /** Makes the channels of a pool; undefined for all other clients. */
  declare make?: (options: ChannelOptions) => ChannelRef;
  /** The actor system, as channels know it. */
  readonly #system: ActorSystem<ActorSystemInfo>;

  constructor(system: ActorSystem<ActorSystemInfo>) {
    this.#system = systemOfChannels(system);
  }

  /** Adds a new channel at the end. */
  add(topic: string, channel: ChannelRef): void {
    channel.system = this.#system;
    this.#channels.delete(topic);
    this.#channels.set(topic, channel);
    this.greet(channel);
  }

  /** Calls the greeters with a channel that is new or was restarted. */
  greet(channel: ChannelRef): void {
    for (const greet of this.greeters) greet(channel);
  }

  /** Removes the channel of a topic, unless the topic has another channel by now. */
  remove(topic: string, channel = this.#channels.get(topic)): void {
    if (this.#channels.get(topic) !== channel) return;
    this.#channels.delete(topic);
    this.#awaited.delete(topic);
    if (channel) this.wanted.delete(channel);
  }

  /**
   * Notes the ref of a join or a leave. Called before the frame is written, since the answer may come while it is being
   * written.
   */
  note([, ref, topic, event]: Frame): void {
    if (event === 'phx_join') this.#awaited.set(topic, { joinRef: ref, leaveRef: null });
    else if (event === 'phx_leave') this.#awaited.set(topic, { joinRef: null, leaveRef: ref });
  }
}
