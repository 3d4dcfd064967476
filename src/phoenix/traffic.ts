import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { Watcher } from '../machines/client/watcher.ts';
import type { Dialed } from './dialed.ts';
import { Endpoint } from './endpoint.ts';
import { Outgoing } from './outgoing.ts';
import type { BinaryType, Conn, Decode, Encode, SocketMessage, SocketOptions } from './phoenix.types.ts';
import { Serializer } from './serializer.ts';
import { showOutgoing, toSend } from './sight.ts';

const states = ['connecting', 'open', 'closing', 'closed'] as const;

/** The state of a connection, as its `readyState` says. */
export type ConnectionState = (typeof states)[number];

/** The connection of a socket, and what it sends. */
export abstract class Traffic extends Endpoint {
  binaryType: BinaryType;
  encode: Encode;
  decode: Decode;
  /** What is sent when the connection opens. */
  sendBuffer: (() => void)[] = [];
  /** @internal What the actors of the client share. */
  protected abstract readonly connection: Connection<ClientRef>;
  /** @internal The present connection; null if there is none. */
  protected dialed: Dialed | null = null;

  constructor(endPoint: string, options: SocketOptions) {
    super(endPoint, options);
    this.binaryType = options.binaryType || 'arraybuffer';
    this.encode = options.encode || Serializer.encode;
    this.decode = options.decode || Serializer.decode;
  }

  /** @internal Null while nobody watches. */
  get watcher(): Watcher | null {
    return this.connection.watcher;
  }

  /** The present connection, an instance of the transport; null if there is none. */
  get conn(): Conn | null {
    return this.dialed?.conn ?? null;
  }

  /** `closed` if there is no connection. */
  connectionState(): ConnectionState {
    return states[this.conn?.readyState ?? 3] ?? 'closed';
  }

  isConnected(): boolean {
    return this.connectionState() === 'open';
  }

  /** Sends a message, now or when the connection opens. All that is sent goes this way, heartbeats included. */
  push(message: SocketMessage): void;
  push(message: object): void;
  push(message: SocketMessage): void {
    if (this.hasLogger()) {
      const { topic, event, payload, ref, join_ref } = message;
      this.log('push', `${topic} ${event} (${join_ref}, ${ref})`, payload);
    }
    if (this.isConnected()) this.#send(message);
    else
      this.sendBuffer.push(() => {
        if (!Outgoing.isOutdated(message)) this.#send(message);
      });
  }

  /** Sends what has waited for the connection. */
  flushSendBuffer(): void {
    if (!this.isConnected()) return;
    // Taken out first, so that one that can not be sent is not tried again.
    for (let send = this.sendBuffer.shift(); send; send = this.sendBuffer.shift()) send();
  }

  #send(message: SocketMessage): void {
    const { dialed, connection } = this;
    const joining = Outgoing.joining(message);
    // Before it is encoded, which may take its time.
    if (joining) dialed?.joins.set(joining, message.join_ref);
    const passed = toSend(connection, message);
    if (!passed) return;
    this.encode(passed, (data) => {
      if (!dialed?.isOpen() || (message.event !== 'phx_leave' && Outgoing.isOutdated(message))) return;
      showOutgoing(connection, passed, data, Outgoing.watched(message));
      dialed.conn.send(data);
    });
  }
}
