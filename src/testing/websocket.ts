import type { Transport, TransportFactory, TransportRequest } from '../transport/transport.ts';
import type { IdleClock } from './idle.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** What the WebSockets of one server share. */
interface Net {
  readonly transport: TransportFactory;
  /** Calls back in a microtask, or when virtual time moves before that. */
  soon(task: () => void): void;
}

/** The class of the WebSockets of one server, such as clients take in the place of the global `WebSocket`. */
export interface TestWebSocketClass extends Pick<typeof TestWebSocket, 'CONNECTING' | 'OPEN' | 'CLOSING' | 'CLOSED'> {
  new (url: string, protocols?: string | readonly string[]): TestWebSocket;
}

/** Makes that class. */
export function webSocketOf(transport: TransportFactory, clock?: IdleClock): TestWebSocketClass {
  const soon = (task: () => void) => {
    let isDone = false;
    const once = () => {
      if (isDone) return;
      isDone = true;
      clock?.clearTimeout(timer);
      task();
    };
    const timer = clock?.setTimeout(once, 0);
    void Promise.resolve().then(once);
  };
  return class WebSocket extends TestWebSocket {
    constructor(url: string, protocols?: string | readonly string[]) {
      super({ transport, soon }, url, protocols);
    }
  };
}

/**
 * A WebSocket that reaches a server of the test kit, whatever its url. It has the handlers `onopen`, `onmessage`, `onclose` and
 * `onerror`, which real clients set, and no `addEventListener`.
 *
 * It calls them at once, except within a call of its own: a real one never answers within `send`.
 */
export class TestWebSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readyState: number = CONNECTING;
  /** As that of a WebSocket. Bytes arrive as `ArrayBuffer` in any case. */
  binaryType = 'blob';
  readonly bufferedAmount: number = 0;
  readonly url: string;
  onopen: unknown = null;
  onmessage: unknown = null;
  onclose: unknown = null;
  onerror: unknown = null;
  readonly #net: Net;
  readonly #untold: (() => void)[] = [];
  #transport: Transport | null = null;
  #isBusy = false;

  /** @internal */
  constructor(net: Net, url: string, protocols: string | readonly string[] = []) {
    this.#net = net;
    this.url = url;
    const request: TransportRequest = { url, protocols: [protocols].flat(), headers: {} };
    // Whoever makes it sets the handlers first, and may close it.
    net.soon(() => this.readyState === CONNECTING && this.#busy(() => this.#dial(request)));
  }

  /** Sends a message. @throws Error while it connects, as a WebSocket does. */
  send(data: string | ArrayBuffer): void {
    if (this.readyState === CONNECTING) throw new Error('The WebSocket is not open yet.');
    if (this.readyState === OPEN) this.#busy(() => this.#transport?.send(data));
  }

  close(code?: number, reason?: string): void {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    const transport = this.#transport;
    if (transport) this.#busy(() => transport.close(code, reason));
    else this.#net.soon(() => this.#closed({ code: 1006, reason: '' }));
  }

  #dial(request: TransportRequest): void {
    this.#transport = this.#net.transport(request, {
      opened: () =>
        this.#tell(() => {
          if (this.readyState !== CONNECTING) return;
          this.readyState = OPEN;
          this.#call(this.onopen, {});
        }),
      received: (data) => this.#tell(() => this.#call(this.onmessage, { data })),
      unreadable() {},
      closed: ({ code, reason }) => this.#tell(() => this.#closed({ code, reason })),
    });
  }

  #closed(close: { readonly code: number; readonly reason: string }): void {
    if (this.readyState === CLOSED) return;
    const hasFailed = close.code === 1006;
    this.readyState = CLOSED;
    if (hasFailed) this.#call(this.onerror, {});
    this.#call(this.onclose, { ...close, wasClean: !hasFailed });
  }

  #busy(act: () => void): void {
    this.#isBusy = true;
    try {
      act();
    } finally {
      this.#isBusy = false;
    }
  }

  /** Everything is told in order, so what comes behind something that waits waits, too. */
  #tell(news: () => void): void {
    if (!this.#isBusy && this.#untold.length === 0) {
      news();
      return;
    }
    this.#untold.push(news);
    this.#net.soon(() => this.#untold.shift()?.());
  }

  #call(handler: unknown, event: object): void {
    if (typeof handler === 'function') Reflect.apply(handler, this, [event]);
  }
}
