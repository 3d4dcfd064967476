import { isReply } from '../protocol/frame.ts';
import type { Transport, TransportSink } from '../transport/transport.ts';
import { passOn } from './beside.ts';
import { Fallback } from './fallback.ts';
import { LongPoll } from './longpoll.ts';
import type { ConnClass, SocketMessage, SocketOptions } from './phoenix.types.ts';
import type { CloseLike } from './registry.ts';
import { Roster } from './roster.ts';
import { decode, read, Serializer } from './serializer.ts';
import { type SessionMemory, withSession } from './session.ts';
import { drop, take } from './sight.ts';
import { transportOf } from './transport.ts';

/** A connection to a Phoenix server, as npm `phoenix` has it. Behind it is an actor of `clientMachine`: its `client`. */
export class Socket extends Roster {
  establishedConnections = 0;
  readonly longPollFallbackMs: number | undefined;
  readonly #fallback = new Fallback(this);
  readonly #storage: SessionMemory | undefined;

  constructor(endPoint: string, options: SocketOptions = {}) {
    super(endPoint, options, transportOf(options));
    // Long polling carries text.
    if (this.transport === LongPoll) Object.assign(this, Serializer);
    this.longPollFallbackMs = options.longPollFallbackMs;
    this.#storage = options.sessionStorage;
  }

  /** Asks the server for an answer, and calls back with how many ms it took. @returns Whether it could be asked. */
  ping(callback: (rttMs: number) => void): boolean {
    const { dialed } = this;
    if (!dialed || !this.isConnected()) return false;
    const { time } = this.connection;
    const ref = this.makeRef();
    const askedAt = time.now();
    dialed.pings.set(ref, () => callback(time.now() - askedAt));
    this.push({ topic: 'phoenix', event: 'heartbeat', payload: {}, ref });
    return true;
  }

  onConnOpen(): void {
    this.dialed?.opened();
    if (this.hasLogger()) this.log('transport', `${this.transport.name} connected`);
    this.closeWasClean = false;
    this.establishedConnections += 1;
    this.flushSendBuffer();
    this.reconnectTimer.reset();
    this.afterwards.run();
    for (const [, callback] of this.stateChangeCallbacks.open) callback();
  }

  onConnClose(event?: CloseLike): void {
    const { dialed } = this;
    if (this.hasLogger()) this.log('transport', 'close', event);
    this.pendingHeartbeatRef = null;
    this.triggerChanError('connection_closed', dialed);
    if (dialed?.isClosing && this.stillUses(dialed)) this.reconnectTimer.restart();
    dialed?.closed(event);
    for (const [, callback] of this.stateChangeCallbacks.close) callback(event);
    this.afterwards.run();
  }

  onConnError(error: unknown): void {
    const { dialed, transport, establishedConnections } = this;
    if (this.hasLogger()) this.log('transport', 'error', error);
    for (const [, callback] of this.stateChangeCallbacks.error) callback(error, transport, establishedConnections);
    this.triggerChanError('connection_error', dialed);
  }

  onConnMessage({ data }: { readonly data: string | ArrayBuffer }): void {
    if (this.decode === decode) {
      const message = this.#read(data);
      if (message) take(this.connection, message, data, this.#receive);
    } else this.#decode(data);
  }

  getLongPollTransport(): ConnClass {
    return LongPoll;
  }

  /** Where the fallback is remembered; undefined if the page may not remember. */
  get sessionStore(): SessionMemory | undefined {
    return withSession(this.#storage, (storage) => storage);
  }

  getSession(key: string): unknown {
    return withSession(this.#storage, (storage) => storage.getItem?.(key));
  }

  storeSession(key: string, value: string): void {
    withSession(this.#storage, (storage) => storage.setItem?.(key, value));
  }

  protected override dial(sink: TransportSink): Transport {
    this.#fallback.prepare();
    const transport = super.dial(sink);
    this.#fallback.begun();
    return transport;
  }

  /** As {@link #decode}, without a callback. */
  #read(data: string | ArrayBuffer): SocketMessage | null {
    try {
      return read(data);
    } catch (error) {
      drop(this.connection, data, error);
      return null;
    }
  }

  /** Reads a message by the `decode` of the program, which may call back later. */
  #decode(data: string | ArrayBuffer): void {
    const { dialed } = this;
    const wasOpen = dialed?.isOpen();
    let isRead = false;
    try {
      this.decode(data, (message) => {
        isRead = true;
        // What is decoded later may be of a connection that is over.
        if (dialed === this.dialed && (!wasOpen || dialed?.isOpen()))
          take(this.connection, message, data, this.#receive);
      });
    } catch (error) {
      // A callback of the program has thrown.
      if (isRead) throw error;
      drop(this.connection, data, error);
    }
  }

  readonly #receive = (message: SocketMessage): void => {
    const { topic, event, payload, ref, join_ref } = message;
    const { dialed } = this;
    if (ref && ref === this.pendingHeartbeatRef) this.acknowledge(ref, payload);
    if (this.hasLogger()) this.log('receive', describe(message), payload);
    const channels = this.channelsOf(topic);
    let byChannel = false;
    for (let index = 0; index < channels.length; index += 1) {
      const channel = channels[index];
      if (!channel?.isMember(topic, event, payload, join_ref)) continue;
      byChannel = true;
      channel.received(message);
      channel.trigger(event, payload, ref, join_ref);
    }
    const callbacks = this.stateChangeCallbacks.message;
    for (const [, callback] of callbacks) callback(message);
    const ping = ref && dialed?.pings.get(ref);
    if (ping) {
      dialed?.pings.delete(ref);
      ping();
    }
    passOn(this.connection, message, byChannel, channels.length > 0, callbacks.length > 0);
  };
}

function describe({ payload, topic, event, ref }: SocketMessage): string {
  const status = isReply(payload) ? payload.status : '';
  return `${status} ${topic} ${event} ${ref ? `(${ref})` : ''}`;
}
