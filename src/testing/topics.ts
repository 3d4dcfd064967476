import { PHOENIX_TOPIC } from '../protocol/frame.ts';
import type { ChannelHost } from './channel.host.ts';
import type { JoinResult } from './channel.results.ts';
import { ChannelProcess } from './channel.ts';
import { HeldFrames, HeldJoin } from './held.ts';
import type { Subscriber } from './pubsub.ts';
import type { SessionWorld } from './session.types.ts';
import { isPromise, toError } from './settle.ts';
import type { Outgoing, Ref, ServerFrame } from './wire.ts';

/** What topics need of the connection they are on, besides what each channel needs of it. */
export interface TopicsHost extends ChannelHost {
  isOpen(): boolean;
  /** Writes at once, where `deliver` waits for its turn. */
  emit(message: Outgoing): undefined;
  /** A held join has its answer. */
  answered(channel: ChannelProcess, frame: ServerFrame, result: JoinResult): void;
  /** Closes at once. */
  close(code: number): void;
}

/** A joined topic. */
interface Entry {
  readonly channel: ChannelProcess;
  /** As the join's frame had it. The channel's own falls back on the ref, this one does not (null_join_ref.json). */
  readonly joinRef: Ref;
}

/** The topics of one connection: who has joined which, and who of them gets a frame. */
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

  /** Ends a held join, and handles what has waited for it. */
  answered(channel: ChannelProcess, frame: ServerFrame, result: JoinResult): undefined | Promise<undefined> {
    this.#joined(channel, frame, result);
    return this.#resume(this.#held.release(channel.topic));
  }

  /** Forgets a channel that has ended. One that a newer join has replaced meanwhile was told about there. */
  exited(channel: Subscriber, event: string, payload: object): undefined {
    const entry = this.#entries.get(channel.topic);
    if (entry?.channel !== channel) return;
    this.#entries.delete(channel.topic);
    return this.#host.emit(this.#encoded([entry.joinRef, entry.joinRef, channel.topic, event, payload]));
  }

  /** Ends all channels without a frame (semantics 192). */
  end(): void {
    for (const { channel } of this.#entries.values()) channel.end('closed');
    this.#entries.clear();
  }

  /** Handles what has waited for the answer to a join, which may hold back the rest of it again. */
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
      // The reply to a join is encoded by the transport process, so the whole connection crashes.
      this.#host.crashed(toError(error), channel.channel);
      this.#host.close(1011);
      return;
    }
    if (status === 'error') return this.#host.emit(reply);
    this.#entries.set(topic, { channel, joinRef });
    this.#host.emit(reply);
    channel.start();
    // The connection ended while the join was waiting, or by what its reply set off.
    if (!this.#host.isOpen()) channel.end('closed');
    return;
  }

  /** The close of the old channel is put into the mailbox, so it comes behind the reply of the new one (M3). */
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
