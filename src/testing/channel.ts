import { GuardedHandlers } from './channel.handlers.ts';
import type { ChannelHost } from './channel.host.ts';
import type { HandleResult, JoinResult } from './channel.results.ts';
import type { Channel, ChannelHandlers, SocketRef, TerminateReason } from './channel.types.ts';
import { channelOf, type OwnLetter, type Viewed } from './channel.view.ts';
import type { HeldJoin } from './held.ts';
import { type Mailbox, mailbox } from './mailbox.ts';
import type { ServerSerializer } from './serializer.ts';
import { settle } from './settle.ts';
import type { Outgoing, Ref, ServerFrame } from './wire.ts';

/** A message in the mailbox of a channel. */
type Letter =
  | OwnLetter
  | { readonly type: 'push'; readonly frame: ServerFrame }
  | { readonly type: 'leave'; readonly ref: Ref };

/** One channel: a process with a mailbox, like a `GenServer`. */
export class ChannelProcess implements Viewed {
  readonly serializer: ServerSerializer;
  /** The object that the handlers get. */
  readonly channel: Channel;
  readonly #host: ChannelHost;
  readonly #handlers: GuardedHandlers;
  readonly #mailbox: Mailbox<Letter>;
  #phase: 'joining' | 'joined' | 'terminating' | 'ended' = 'joining';
  #sentWhileJoining: Letter[] = [];
  #current: Ref = null;

  constructor(
    host: ChannelHost,
    handlers: ChannelHandlers,
    readonly topic: string,
    joinRef: Ref,
  ) {
    this.#host = host;
    this.#handlers = new GuardedHandlers(handlers, host);
    this.serializer = host.serializer;
    this.#mailbox = mailbox((letter) => this.#handle(letter));
    this.channel = channelOf(this, host, joinRef);
  }

  /** The ref of the push that is being handled. */
  get current(): Ref {
    return this.#current;
  }

  /**
   * False after the end: a timer of a handler may still call the channel then. In Phoenix its process would be gone.
   */
  mayAct(): boolean {
    if (this.#phase === 'joining') throw new Error('A channel can not push before its join is answered; use send().');
    return this.#phase !== 'ended';
  }

  /** Puts a letter into the mailbox. Until the join is answered, letters wait for `start`. */
  post(letter: Letter): void {
    if (this.#phase === 'joining') this.#sentWhileJoining.push(letter);
    else this.#mailbox.post(letter);
  }

  join(params: unknown): JoinResult | HeldJoin | Promise<JoinResult | HeldJoin> {
    return this.#handlers.join(params, this.channel);
  }

  /** Subscribes to the topic and opens the mailbox. Called when the join's reply has been written. */
  start(): void {
    this.#phase = 'joined';
    this.#host.pubsub.subscribe(this);
    const letters = this.#sentWhileJoining;
    this.#sentWhileJoining = [];
    for (const letter of letters) this.#mailbox.post(letter);
  }

  receive(frame: ServerFrame): void {
    const [, ref, , event] = frame;
    this.#mailbox.post(event === 'phx_leave' ? { type: 'leave', ref } : { type: 'push', frame });
  }

  deliver(message: Outgoing): void {
    this.#host.deliver(message);
  }

  /**
   * Ends the channel. The second call does nothing. As in Phoenix, `phx_close` is sent before `terminate` runs, so the
   * client gets the pushes of `terminate` after it. `phx_error` is sent after `terminate`.
   */
  end(reason: TerminateReason): void {
    if (this.#phase === 'ended' || this.#phase === 'terminating') return;
    const wasJoined = this.#phase === 'joined';
    this.#phase = 'terminating';
    this.#mailbox.close();
    if (reason === 'normal' || reason === 'shutdown' || reason === 'left') this.#host.exited(this, 'phx_close', {});
    if (wasJoined) this.#handlers.terminate(reason, this.channel);
    this.#phase = 'ended';
    this.#host.pubsub.unsubscribe(this);
    this.#host.presence.untrackAll(this.channel);
    if (reason instanceof Error) {
      this.#host.crashed(reason, this.channel);
      this.#host.exited(this, 'phx_error', { reason: 'channel_crash' });
    }
  }

  #handle(letter: Letter): undefined | Promise<undefined> {
    switch (letter.type) {
      case 'push': {
        const [, ref, , event, payload] = letter.frame;
        this.#current = ref;
        return this.#run(() => this.#handlers.handleIn(event, payload, this.channel), { ref });
      }
      case 'info':
        return this.#run(() => this.#handlers.handleInfo(letter.message, this.channel));
      case 'leave':
        this.channel.reply({ ref: letter.ref }, 'ok');
        this.end('left');
        return;
      case 'stop':
        this.end(letter.reason);
        return;
    }
  }

  #run(call: () => HandleResult | Promise<HandleResult>, ref?: SocketRef): undefined | Promise<undefined> {
    return settle(
      call,
      (result) => this.#apply(result, ref),
      (error) => void this.end(error),
    );
  }

  /** Ignores the result if the channel ended while its handler was waiting. */
  #apply(result: HandleResult, ref?: SocketRef): undefined {
    if (!result || this.#phase !== 'joined') return;
    const { reply, stop } = result;
    if (ref && reply !== undefined) {
      const [status, response] = typeof reply === 'string' ? [reply] : reply;
      this.channel.reply(ref, status, response);
    }
    if (stop) this.end(stop);
  }
}
