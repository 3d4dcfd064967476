import { PHOENIX_TOPIC } from '../protocol/frame.ts';
import type { ChannelHost } from './channel.host.ts';
import type { JoinResult } from './channel.results.ts';
import { ChannelProcess } from './channel.ts';
import { HeldFrames, HeldJoin } from './held.ts';
import type { Subscriber } from './pubsub.ts';
import type { SessionWorld } from './session.types.ts';
import { isPromise, toError } from './settle.ts';
import type { Outgoing, Ref, ServerFrame } from './wire.ts';

/** The connection, as its topics see it. */
export interface TopicsHost extends ChannelHost {
  isOpen(): boolean;
  /** Writes at once. (`deliver` goes through the mailbox.) */
  emit(message: Outgoing): undefined;
  /** Called when a held join is answered. */
  answered(channel: ChannelProcess, frame: ServerFrame, result: JoinResult): void;
  /** Closes at once. */
  close(code: number): void;
}

/** A joined topic. */
interface Entry {
  readonly channel: ChannelProcess;
  /**
   * The join_ref of the join's frame. Unlike the channel's own, it stays null if the frame had none
   * (null_join_ref.json).
   */
  readonly joinRef: Ref;
}

/** The joined topics of one connection. Hands each frame to the channel of its topic. */
export class Topics {
  readonly #world: SessionWorld;
  readonly #host: TopicsHost;
  readonly #entries = new Map<string, Entry>();
  readonly #held = new HeldFrames();

  constructor(world: SessionWorld, host: TopicsHost) {
    this.#world = world;
    this.#host = host;
  }

  /** Handles one frame of the client. */
  receive(frame: ServerFrame): undefined | Promise<undefined> {
    if (this.#held.keep(frame)) return;
    const [joinRef, ref, topic, event] = frame;
    if (topic === PHOENIX_TOPIC && event === 'heartbeat') return this.#reply(null, ref, topic, 'ok', {});
    if (event === 'phx_join') return this.#join(frame);
    const entry = this.#entries.get(topic);
    if (entry && (joinRef === null || joinRef === entry.joinRef)) entry.channel.receive(frame);
    else if (!entry && event === 'phx_leave') this.#reply(joinRef, ref, topic, 'ok', {});
    else if (!entry) this.#reply(null, ref, topic, 'error', { reason: 'unmatched topic' });
    return;
  }

  /** Ends a held join, and handles the frames that have waited for it. */
  answered(channel: ChannelProcess, frame: ServerFrame, result: JoinResult): undefined | Promise<undefined> {
    this.#joined(channel, frame, result);
    return this.#resume(this.#held.release(channel.topic));
  }

  /**
   * Removes a channel that has ended, and tells the client. If a newer join has replaced it, the client knows already.
   */
  exited(channel: Subscriber, event: string, payload: object): undefined {
    const entry = this.#entries.get(channel.topic);
    if (entry?.channel !== channel) return;
    this.#entries.delete(channel.topic);
    return this.#host.emit(this.#encoded([entry.joinRef, entry.joinRef, channel.topic, event, payload]));
  }

  /** Ends all channels without a frame, as Phoenix does when the connection ends. */
  end(): void {
    for (const { channel } of this.#entries.values()) channel.end('closed');
    this.#entries.clear();
  }

  /** Handles frames that have waited for a join. One of them may be a join that keeps the others waiting again. */
  #resume(frames: Iterator<ServerFrame>): undefined | Promise<undefined> {
    for (let next = frames.next(); !next.done && this.#host.isOpen(); next = frames.next()) {
      const slow = this.receive(next.value);
      if (slow) return slow.then(() => this.#resume(frames));
    }
    return;
  }

  #join(frame: ServerFrame): undefined | Promise<undefined> {
    const [joinRef, ref, topic, , payload] = frame;
    this.#shutDownDuplicate(topic);
    const handlers = this.#world.route(topic);
    if (!handlers) return this.#reply(null, ref, topic, 'error', { reason: 'unmatched topic' });
    if (this.#entries.size >= this.#world.maxChannels)
      return this.#reply(joinRef, ref, topic, 'error', { reason: 'too many channels joined' });
    const channel = new ChannelProcess(this.#host, handlers, topic, joinRef ?? ref);
    const result = channel.join(payload);
    return isPromise(result)
      ? result.then((late) => this.#decided(channel, frame, late))
      : this.#decided(channel, frame, result);
  }

  #decided(channel: ChannelProcess, frame: ServerFrame, result: JoinResult | HeldJoin): undefined {
    if (!(result instanceof HeldJoin)) return this.#joined(channel, frame, result);
    this.#held.hold(channel.topic);
    result.whenAnswered((answer) => this.#host.answered(channel, frame, answer));
    return;
  }

  #joined(channel: ChannelProcess, [joinRef, ref, topic]: ServerFrame, result: JoinResult): undefined {
    const [status, response] = 'error' in result ? ['error', result.error] : ['ok', result.ok];
    let reply: Outgoing;
    try {
      reply = this.#encoded([joinRef, ref, topic, 'phx_reply', { response: response ?? {}, status }]);
    } catch (error) {
      // In Phoenix the transport process encodes this reply, so the whole connection crashes.
      this.#host.crashed(toError(error), channel.channel);
      this.#host.close(1011);
      return;
    }
    if (status === 'error') return this.#host.emit(reply);
    this.#entries.set(topic, { channel, joinRef });
    this.#host.emit(reply);
    channel.start();
    // The connection ended while the join waited, or when the client got the reply.
    if (!this.#host.isOpen()) channel.end('closed');
    return;
  }

  /**
   * Ends the old channel. Its close goes through the mailbox, so it comes after the reply to the new join, as in
   * Phoenix.
   */
  #shutDownDuplicate(topic: string): void {
    const old = this.#entries.get(topic);
    if (!old) return;
    this.#entries.delete(topic);
    old.channel.end('duplicate_join');
    this.#host.deliver(this.#encoded([old.joinRef, old.joinRef, topic, 'phx_close', {}]));
  }

  #reply(joinRef: Ref, ref: Ref, topic: string, status: string, response: unknown): undefined {
    return this.#host.emit(this.#encoded([joinRef, ref, topic, 'phx_reply', { response, status }]));
  }

  #encoded(frame: ServerFrame): Outgoing {
    return { frame, data: this.#host.serializer.encode(frame) };
  }
}
