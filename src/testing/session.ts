import type { Socket } from './channel.types.ts';
import { mailbox } from './mailbox.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Letter, SessionSink, SessionWorld } from './session.types.ts';
import { Topics } from './topics.ts';
import type { Outgoing, ServerFrame, WireData } from './wire.ts';

/**
 * One connection: Phoenix's transport process. It handles the messages of its client and of its channels one at a time,
 * in order. While it waits for a slow join, it handles nothing else. A held join keeps only the frames of its topic
 * waiting.
 */
export class Session {
  readonly #world: SessionWorld;
  readonly #serializer: ServerSerializer;
  readonly #sink: SessionSink;
  readonly #topics: Topics;
  readonly #mailbox = mailbox<Letter>((letter) => this.#handle(letter));
  #phase: 'open' | 'ended' = 'open';

  constructor(world: SessionWorld, serializer: ServerSerializer, socket: Socket, sink: SessionSink) {
    this.#world = world;
    this.#serializer = serializer;
    this.#sink = sink;
    this.#topics = new Topics(world, {
      socket,
      serializer,
      pubsub: world.pubsub,
      presence: world.presence,
      isOpen: () => this.#phase === 'open',
      emit: (message) => this.#emit(message),
      close: (code) => this.close(code),
      deliver: (message) => this.#mailbox.post({ type: 'deliver', message }),
      exited: (channel, event, payload) => this.#mailbox.post({ type: 'exited', channel, event, payload }),
      answered: (channel, frame, result) => this.#mailbox.post({ type: 'answered', channel, frame, result }),
      crashed: world.crashed,
    });
  }

  /** Takes one message of the client. */
  receive(data: WireData): void {
    this.#mailbox.post({ type: 'received', data });
  }

  /** Calls `done` when all messages are handled that were received before; never if the connection ends before. */
  handled(done: () => void): void {
    this.#mailbox.post({ type: 'handled', done });
  }

  /** Closes after the messages that wait, as a `disconnect` broadcast does. */
  disconnect(code: number): void {
    this.#mailbox.post({ type: 'close', code });
  }

  /** Closes at once, even while a join is slow. */
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

  /** Ends the channels, because the connection is gone. */
  ended(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#mailbox.close();
    this.#topics.end();
    this.#world.ended();
  }

  #handle(letter: Letter): undefined | Promise<undefined> {
    switch (letter.type) {
      case 'received':
        return this.#received(letter.data);
      case 'answered':
        return this.#topics.answered(letter.channel, letter.frame, letter.result);
      case 'deliver':
        return this.#emit(letter.message);
      case 'exited':
        return this.#topics.exited(letter.channel, letter.event, letter.payload);
      case 'handled':
        letter.done();
        return;
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
      // In Phoenix, a message that is not a frame crashes the transport process and all its channels.
      this.close(1011);
      return;
    }
    this.#world.observe('in', { frame, data });
    return this.#topics.receive(frame);
  }

  #emit(message: Outgoing): undefined {
    if (this.#phase === 'ended') return;
    this.#world.observe('out', message);
    this.#sink.send(message.data);
    return;
  }
}
