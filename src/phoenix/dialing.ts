import type { Transport, TransportSink } from '../transport/transport.ts';
import { Afterwards, type Clock } from './afterwards.ts';
import { Dialed } from './dialed.ts';
import type { ConnClass, SocketOptions } from './phoenix.types.ts';
import type { CloseLike } from './registry.ts';
import { Traffic } from './traffic.ts';

/** Milliseconds that a connection has to close, as in phoenix.js. */
export const CLOSE_MS = 1_500;

/** Makes the connections of a socket, hears them, and closes them. */
export abstract class Dialing extends Traffic {
  transport: ConnClass;
  longpollerTimeout: number;
  /** Whether the program has disconnected, or has not connected yet. */
  closeWasClean = true;
  /** The ref of the heartbeat that is not answered yet. */
  pendingHeartbeatRef: string | null = null;
  /** @internal Counts what the program does with the connection. */
  connectClock = 1;
  /** @internal */
  readonly afterwards = new Afterwards();
  /** @internal The clock of the actor system. */
  readonly clock: Clock;

  constructor(endPoint: string, options: SocketOptions, transport: ConnClass) {
    super(endPoint, options);
    this.transport = transport;
    this.clock = this.afterwards.clockOf(options.clock);
    this.longpollerTimeout = options.longpollerTimeout || 20_000;
  }

  /** Tells the channels that the connection is not open any more. */
  abstract triggerChanError(reason: string, dialed?: Dialed | null): void;
  /** The connection has opened. */
  abstract onConnOpen(): void;
  /** The connection has failed. */
  abstract onConnError(error: unknown): void;
  /** A message has come. */
  abstract onConnMessage(message: { readonly data: string | ArrayBuffer }): void;
  /** The connection has closed. */
  abstract onConnClose(event?: CloseLike): void;
  /** The server did not answer the heartbeat. */
  abstract heartbeatTimeout(): void;

  /** @internal The time in ms of the actor system. */
  protected abstract now(): number;

  /** @internal Dials, and makes the connection the present one. */
  protected dial(sink: TransportSink): Transport {
    const previous = this.dialed;
    const wasOpen = previous?.isOpen();
    this.connectClock += 1;
    this.closeWasClean = false;
    const protocols = this.protocols();
    const conn = new this.transport(this.endPointURL(), protocols);
    conn.binaryType = this.binaryType;
    conn.timeout = this.longpollerTimeout;
    if ('clock' in conn) conn.clock = this.clock;
    const dialed = new Dialed(conn, sink);
    this.dialed = dialed;
    this.pendingHeartbeatRef = null;
    this.#hear(dialed);
    if (previous) {
      if (!previous.isClosing) previous.close();
      this.#awaitClose(previous);
    }
    if (wasOpen) this.afterwards.add(() => this.triggerChanError('connection_closed', previous));
    return {
      name: this.transport.name,
      heartbeats: !conn.skipHeartbeat,
      send: (data) => conn.send(data),
      close: (code, reason) => this.afterwards.add(() => this.hangUp(dialed.with(code, reason))),
      get bufferedAmount() {
        return conn.bufferedAmount ?? 0;
      },
    };
  }

  /** @internal Closes a connection, because the chart has given it up, or the program has. */
  protected hangUp(dialed: Dialed): void {
    if (dialed.isClosing) return;
    if (this.pendingHeartbeatRef && this.stillUses(dialed)) {
      this.heartbeatTimeout();
      return;
    }
    const hasOpened = !dialed.isConnecting();
    dialed.closedAt = this.now();
    if (!dialed.isClosed) dialed.close(...dialed.closing);
    if (hasOpened) this.triggerChanError('connection_closed', dialed);
  }

  /** @internal There is no connection any more, and none is made. */
  protected letGo(dialed: Dialed): void {
    this.hangUp(dialed);
    this.#awaitClose(dialed);
  }

  /** @internal Sends a heartbeat. */
  protected abstract beat(ref: string): void;

  /** @internal Whether a connection is the present one, and was not given up. */
  protected stillUses(dialed: Dialed | null): boolean {
    return this.dialed === dialed && !dialed?.isEnded;
  }

  /** Hears a connection while it is the present one. */
  #hear(dialed: Dialed): void {
    const { conn } = dialed;
    const isPresent = () => this.dialed === dialed;
    conn.onopen = () => isPresent() && this.onConnOpen();
    conn.onerror = (error: unknown) => isPresent() && this.onConnError(error);
    conn.onmessage = (message: { data: string | ArrayBuffer }) => isPresent() && this.onConnMessage(message);
    conn.onclose = (event?: CloseLike) => {
      if (dialed.isClosed) return;
      dialed.isClosed = true;
      if (isPresent()) this.onConnClose(event);
      else dialed.closed(event);
      if (dialed.isClosing) this.end(dialed);
    };
  }

  #awaitClose(dialed: Dialed): void {
    // The chart may have waited already.
    const restMs = dialed.closedAt + CLOSE_MS - this.now();
    if (dialed.isGone() || restMs <= 0) this.end(dialed);
    else if (dialed.ends.length > 0) this.clock.setTimeout(() => this.end(dialed), restMs);
  }

  /** @internal A connection has closed, or has taken too long. */
  protected end(dialed: Dialed): void {
    if (this.dialed === dialed) this.dialed = null;
    for (const end of dialed.ends.splice(0)) end();
  }
}
