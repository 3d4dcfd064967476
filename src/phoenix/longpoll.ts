import { longPoll } from '../longpoll/longpoll.ts';
import type { Transport, TransportClose } from '../transport/transport.ts';
import type { Clock } from './afterwards.ts';
import { BEARER } from './endpoint.ts';
import type { Conn } from './phoenix.types.ts';
import { fetchByXhr } from './xhr.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** A connection by long polling, of the shape of a WebSocket: give it to a {@link Socket} as its `transport`. */
export class LongPoll implements Conn {
  readyState: number = CONNECTING;
  onopen: (event: object) => void = () => {};
  onerror: (error: unknown) => void = () => {};
  onmessage: (event: { data: string | ArrayBuffer }) => void = () => {};
  onclose: (event: { code: number; reason: string; wasClean: boolean }) => void = () => {};
  /** Milliseconds that a request has. */
  timeout = 20_000;
  /** @internal The clock of its timers. */
  clock: Clock | undefined;
  readonly skipHeartbeat = true;
  readonly pollEndpoint: string;
  readonly authToken: string | undefined;
  #transport: Transport | null = null;

  constructor(endPoint: string, protocols?: readonly string[] | null) {
    this.pollEndpoint = this.normalizeEndpoint(endPoint);
    const bearer = protocols?.[1];
    this.authToken = bearer?.startsWith(BEARER) ? atob(bearer.slice(BEARER.length)) : undefined;
    // Whoever makes it sets the callbacks first, and may close it.
    void Promise.resolve().then(() => this.poll());
  }

  get bufferedAmount(): number {
    return this.#transport?.bufferedAmount ?? 0;
  }

  send(data: string | ArrayBuffer): void {
    this.#transport?.send(data);
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    if (this.#transport) this.#transport.close(code, reason);
    else void Promise.resolve().then(() => this.#closed({ code, reason }));
  }

  /** The url of long polling for that of a WebSocket. */
  normalizeEndpoint(endPoint: string): string {
    return endPoint.replace(/^ws/, 'http').replace(/\/websocket(?=\?|$)/, '/longpoll');
  }

  endpointURL(): string {
    return this.pollEndpoint;
  }

  /** Ends it as if the server were gone. Its socket connects again. */
  closeAndRetry(): void {
    this.#closed({ code: 1005, reason: '' });
    this.#transport?.close(1000, '');
  }

  ontimeout(): void {
    this.closeAndRetry();
  }

  /** Begins to poll. It does so by itself, and goes on. */
  poll(): void {
    if (this.readyState !== CONNECTING || this.#transport) return;
    const { authToken, clock } = this;
    const url = this.pollEndpoint.replace(/^http/, 'ws');
    try {
      this.#transport = longPoll({ timeoutMs: this.timeout, ...(isFetchless() && { fetch: fetchByXhr }) })(
        { url, protocols: [], headers: {}, ...(authToken !== undefined && { authToken }) },
        {
          opened: () => {
            this.readyState = OPEN;
            this.onopen({});
          },
          received: (data) => this.onmessage({ data }),
          unreadable() {},
          closed: (close) => this.#closed(close),
          ...(clock && { clock }),
        },
      );
    } catch (error) {
      this.#closed({ code: 1006, reason: '', ...(error instanceof Error && { error }) });
    }
  }

  #closed({ code, reason, error, httpStatus }: TransportClose): void {
    if (this.readyState === CLOSED) return;
    const wasClean = this.readyState === CLOSING;
    this.readyState = CLOSED;
    if (!wasClean) this.onerror(httpStatus ?? error);
    this.onclose({ code, reason, wasClean });
  }
}

function isFetchless(): boolean {
  return typeof fetch === 'undefined' && typeof XMLHttpRequest !== 'undefined';
}
