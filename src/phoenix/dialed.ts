import { closeCodeOf } from '../transport/close.code.ts';
import type { TransportSink } from '../transport/transport.ts';
import type { Conn } from './phoenix.types.ts';
import type { CloseLike } from './registry.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

/** One connection of a socket, from the attempt to its end. */
export class Dialed {
  readonly conn: Conn;
  /** The ref of each channel's join that was sent by this connection. */
  readonly joins = new WeakMap<object, unknown>();
  /** What waits for the answers to pings, by ref. */
  readonly pings = new Map<string, () => void>();
  /** We have closed it. */
  isClosing = false;
  /** The socket does not want it any more, so `connect()` makes another one. */
  isEnded = false;
  /** The channels were told that it is not open any more. */
  hasErrored = false;
  /** The chart knows that it has opened. */
  hasOpened = false;
  /** Its close was handled. */
  isClosed = false;
  /** What waits for its end. */
  readonly ends: (() => void)[] = [];
  /** When we have closed it, in ms of the actor system. */
  closedAt = 0;
  /** The code and reason to close it with. */
  closing: [code?: number, reason?: string | undefined] = [];
  readonly #sink: TransportSink;

  constructor(conn: Conn, sink: TransportSink) {
    this.conn = conn;
    this.#sink = sink;
  }

  isOpen(): boolean {
    return this.conn.readyState === OPEN;
  }

  isConnecting(): boolean {
    return this.conn.readyState === CONNECTING;
  }

  isGone(): boolean {
    return this.conn.readyState === CLOSED;
  }

  /** Tells the chart that it has opened. */
  opened(): void {
    if (this.hasOpened) return;
    this.hasOpened = true;
    this.#sink.opened();
  }

  /** Tells the chart that it has closed. */
  closed({ code, reason }: CloseLike = {}): void {
    this.#sink.closed({ code: closeCodeOf(code), reason: String(reason ?? '') });
  }

  /** Takes the code and reason that the client was given. Its default, which is 1000, is not that of a socket. */
  with(code = 1000, reason = ''): this {
    if (code !== 1000 || reason) this.closing = [code, reason];
    return this;
  }

  /** Closes it. Its close then only confirms ours. */
  close(code?: number, reason?: string): void {
    this.isClosing = true;
    // A connection that is closed while it connects reports an error, which is none.
    this.conn.onerror = () => {};
    if (code) this.conn.close(code, reason ?? '');
    else this.conn.close();
  }
}
