import { PHOENIX_TOPIC } from '../protocol/frame.ts';
import type { ChannelHost } from './channel.host.ts';
import { ChannelProcess } from './channel.ts';
import type { JoinResult, Socket } from './channel.types.ts';
import { HeldFrames, HeldJoin } from './held.ts';
import { mailbox } from './mailbox.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Entry, Letter, SessionSink, SessionWorld } from './session.types.ts';
import { isPromise, toError } from './settle.ts';
import type { Outgoing, Ref, ServerFrame, WireData } from './wire.ts';

/**
 * One connection: the transport process, which handles what comes from its client and from its channels in order, one
 * at a time. While it waits for a slow join it does neither (M5); a held one keeps only the frames of its topic waiting.
 */
export class Session {
  readonly #world: SessionWorld;
  readonly #serializer: ServerSerializer;
  readonly #sink: SessionSink;
  readonly #host: ChannelHost;
  readonly #channels = new Map<string, Entry>();
  readonly #held = new HeldFrames();
  readonly #mailbox = mailbox<Letter>((letter) => this.#handle(letter));
  #phase: 'open' | 'ended' = 'open';

  constructor(world: SessionWorld, serializer: ServerSerializer, socket: Socket, sink: SessionSink) {
    this.#world = world;
    this.#serializer = serializer;
    this.#sink = sink;
    this.#host = {
      socket,
      serializer,
      pubsub: world.pubsub,
      presence: world.presence,
      deliver: (message) => this.#mailbox.post({ type: 'deliver', message }),
      exited: (channel, event, payload) => this.#mailbox.post({ type: 'exited', channel, event, payload }),
      crashed: world.crashed,
    };
  }

  /** Takes one message of the client. */
  receive(data: WireData): void {
    this.#mailbox.post({ type: 'received', data });
  }

  /** Closes behind what was sent before, as a `disconnect` broadcast does. */
  disconnect(code: number): void {
    this.#mailbox.post({ type: 'close', code });
  }

  /** Closes at once, whatever it is waiting for. */
  close(code: number): void {
    if (this.#phase === 'ended') return;
    this.#sink.close(code);
    this.ended();
  }

  /** Cuts the connection at once. */
  drop(): void {
    if (this.#phase === 'ended') return;
    this.#sink.drop();
    this.ended();
  }

  /** The connection is gone: its channels end without a frame (semantics 192). */
  ended(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#mailbox.close();
    for (const { channel } of this.#channels.values()) channel.end('closed');
    this.#channels.clear();
    this.#world.ended();
  }

  #handle(letter: Letter): undefined | Promise<undefined> {
    switch (letter.type) {
      case 'received':
        return this.#received(letter.data);
      case 'answered':
        this.#joined(letter.channel, letter.frame, letter.result);
        return this.#resume(this.#held.release(letter.channel.topic));
      case 'deliver':
        return this.#emit(letter.message);
      case 'exited':
        return this.#exited(letter.channel, letter.event, letter.payload);
      case 'close':
        this.close(letter.code);
        return;
    }
  }

  #received(data: WireData): undefined | Promise<undefined> {
    let frame: ServerFrame;
    try {
      frame = this.#serializer.decode(data);
    } catch {
      // What is no frame crashes the transport process, and with it every channel of the connection (M12).
      this.close(1011);
      return;
    }
    this.#world.observe('in', { frame, data });
    return this.#dispatch(frame);
  }

  #dispatch(frame: ServerFrame): undefined | Promise<undefined> {
    if (this.#held.keep(frame)) return;
    const [joinRef, ref, topic, event] = frame;
    if (topic === PHOENIX_TOPIC && event === 'heartbeat') return this.#reply(null, ref, topic, 'ok', {});
    if (event === 'phx_join') return this.#join(frame);
    const entry = this.#channels.get(topic);
    if (entry && (joinRef === null || joinRef === entry.joinRef)) entry.channel.receive(frame);
    else if (!entry && event === 'phx_leave') this.#reply(joinRef, ref, topic, 'ok', {});
    else if (!entry) this.#reply(null, ref, topic, 'error', { reason: 'unmatched topic' });
    return;
  }

  /** Handles what has waited for the answer to a join, which may hold back the rest of it again. */
  #resume(frames: Iterator<ServerFrame>): undefined | Promise<undefined> {
    for (let next = frames.next(); !next.done && this.#phase === 'open'; next = frames.next()) {
      const slow = this.#dispatch(next.value);
      if (slow) return slow.then(() => this.#resume(frames));
    }
    return;
  }

  #join(frame: ServerFrame): undefined | Promise<undefined> {
    const [joinRef, ref, topic, , payload] = frame;
    this.#shutDownDuplicate(topic);
    const handlers = this.#world.route(topic);
    if (!handlers) return this.#reply(null, ref, topic, 'error', { reason: 'unmatched topic' });
    if (this.#channels.size >= this.#world.maxChannels)
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
    result.whenAnswered((answer) => this.#mailbox.post({ type: 'answered', channel, frame, result: answer }));
    return;
  }

  #joined(channel: ChannelProcess, [joinRef, ref, topic]: ServerFrame, result: JoinResult): undefined {
    const [status, response] = 'error' in result ? ['error', result.error] : ['ok', result.ok];
    let reply: Outgoing;
    try {
      reply = this.#encoded([joinRef, ref, topic, 'phx_reply', { response: response ?? {}, status }]);
    } catch (error) {
      // The reply to a join is encoded by the transport process, so the whole connection crashes.
      this.#world.crashed(toError(error), channel.channel);
      this.close(1011);
      return;
    }
    if (status === 'error') return this.#emit(reply);
    this.#channels.set(topic, { channel, joinRef });
    this.#emit(reply);
    channel.start();
    // The connection ended while the join was waiting, or by what its reply set off.
    if (this.#phase === 'ended') channel.end('closed');
    return;
  }

  /** The close of the old channel is put into the mailbox, so it comes behind the reply of the new one (M3). */
  #shutDownDuplicate(topic: string): void {
    const old = this.#channels.get(topic);
    if (!old) return;
    this.#channels.delete(topic);
    old.channel.end('duplicate_join');
    this.#host.deliver(this.#encoded([old.joinRef, old.joinRef, topic, 'phx_close', {}]));
  }

  /** A channel that a newer join has replaced meanwhile was told about there. */
  #exited(channel: ChannelProcess, event: string, payload: object): undefined {
    const entry = this.#channels.get(channel.topic);
    if (entry?.channel !== channel) return;
    this.#channels.delete(channel.topic);
    return this.#emit(this.#encoded([entry.joinRef, entry.joinRef, channel.topic, event, payload]));
  }

  #reply(joinRef: Ref, ref: Ref, topic: string, status: string, response: unknown): undefined {
    return this.#emit(this.#encoded([joinRef, ref, topic, 'phx_reply', { response, status }]));
  }

  #encoded(frame: ServerFrame): Outgoing {
    return { frame, data: this.#serializer.encode(frame) };
  }

  #emit(message: Outgoing): undefined {
    if (this.#phase === 'ended') return;
    this.#world.observe('out', message);
    this.#sink.send(message.data);
    return;
  }
}
