import { giveWay } from './beside.ts';
import { Channel } from './channel.ts';
import type { Dialed } from './dialed.ts';
import { Paged } from './paged.ts';
import type { ConnClass, Params, SocketOptions } from './phoenix.types.ts';
import { rejoinStep } from './steps.ts';
import { failAll, Topics } from './topics.ts';

/** The channels of a socket. */
export abstract class Roster extends Paged {
  channels: Channel[] = [];
  timeout: number;
  rejoinAfterMs: (tries: number) => number;
  readonly #topics = new Topics();

  constructor(endPoint: string, options: SocketOptions, transport: ConnClass) {
    super(endPoint, options, transport);
    this.timeout = options.timeout || 10_000;
    this.rejoinAfterMs = options.rejoinAfterMs ?? rejoinStep;
  }

  /** A new channel of a topic. Join it. */
  channel(topic: string, params: Params = {}): Channel {
    const channel = new Channel(topic, params, this);
    this.channels.push(channel);
    return channel;
  }

  /** Forgets a channel. */
  remove(channel: Channel): void {
    this.off(channel.stateChangeRefs);
    this.channels = this.channels.filter((other) => other !== channel);
  }

  /** @internal */
  renamed(): void {
    this.channels = [...this.channels];
  }

  /** Leaves the channel of a topic that is joined or joining, if there is one. */
  leaveOpenTopic(topic: string): void {
    giveWay(this.connection, topic);
    const open = this.channelsOf(topic).find((channel) => channel.isJoined() || channel.isJoining());
    if (!open) return;
    if (this.hasLogger()) this.log('transport', `leaving duplicate topic "${topic}"`);
    open.leave();
  }

  triggerChanError(reason: string, dialed: Dialed | null = this.dialed): void {
    failAll(this.channels, reason, dialed, dialed === this.dialed);
  }

  /** @internal The channels of a topic. */
  protected channelsOf(topic: string): readonly Channel[] {
    return this.#topics.of(topic, this.channels);
  }
}
