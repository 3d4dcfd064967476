import { Bindings, type Ref } from './bindings.ts';
import type { ChannelSocket } from './channel.socket.ts';

/** The states of a {@link Channel}. */
export type ChannelState = 'closed' | 'errored' | 'joined' | 'joining' | 'leaving';

/** The topic of a channel, and its state. */
export class ChannelStates extends Bindings {
  state: ChannelState = 'closed';
  readonly socket: ChannelSocket;
  #topic: string;

  constructor(topic: string, socket: ChannelSocket) {
    super();
    this.#topic = topic;
    this.socket = socket;
  }

  get topic(): string {
    return this.#topic;
  }

  set topic(topic: string) {
    this.#topic = topic;
    this.socket.renamed();
  }

  /** Whether a push is sent at once. */
  canPush(): boolean {
    return this.socket.isConnected() && this.isJoined();
  }

  isClosed(): boolean {
    return this.state === 'closed';
  }

  isErrored(): boolean {
    return this.state === 'errored';
  }

  isJoined(): boolean {
    return this.state === 'joined';
  }

  isJoining(): boolean {
    return this.state === 'joining';
  }

  isLeaving(): boolean {
    return this.state === 'leaving';
  }

  /** Whether a message is for this channel: for its topic, and not for an older join. */
  isMember(topic: string, event: string, payload: unknown, joinRef?: Ref): boolean {
    if (this.topic !== topic) return false;
    if (!joinRef || joinRef === this.joinRef()) return true;
    if (this.socket.hasLogger())
      this.socket.log('channel', 'dropping outdated message', { topic, event, payload, joinRef });
    return false;
  }

  replyEventName(ref: Ref): string {
    return `chan_reply_${ref}`;
  }
}
