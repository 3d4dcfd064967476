import type { Conn, ConnClass } from 'xstate-phoenix/phoenix';
import type { TestServer } from 'xstate-phoenix/testing';

/** A WebSocket to a test server, in memory. */
export interface WiredConn extends Conn {
  readonly url: string;
  /** Lets a message arrive that the server itself would not send. */
  deliver(data: string | ArrayBuffer): void;
}

/** The class of WebSockets to a test server, and those that were made, in order. */
export function wiredTo(server: Pick<TestServer, 'transport'>): { Wired: ConnClass; conns: WiredConn[] } {
  const conns: WiredConn[] = [];
  class Wired implements WiredConn {
    readyState: number = 0;
    onopen: (() => void) | null = null;
    onerror: ((error: unknown) => void) | null = null;
    onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    #transport: ReturnType<TestServer['transport']> | undefined;

    constructor(
      readonly url: string,
      readonly protocols: readonly string[] = [],
    ) {
      conns.push(this);
      // Whoever makes it sets the callbacks first, and may close it.
      void Promise.resolve().then(() => this.readyState === 0 && this.#dial());
    }

    send(data: string | ArrayBuffer): void {
      this.#transport?.send(data);
    }

    close(code?: number, reason?: string): void {
      if (this.readyState > 1) return;
      this.readyState = 2;
      if (this.#transport) this.#transport.close(code, reason);
      else void Promise.resolve().then(() => this.#closed({ code: 1006, reason: '' }));
    }

    deliver(data: string | ArrayBuffer): void {
      if (this.readyState === 1) this.onmessage?.({ data });
    }

    #dial(): void {
      const { url, protocols } = this;
      // A WebSocket tells nothing within a call.
      const later = (tell: () => void) => void Promise.resolve().then(tell);
      this.#transport = server.transport(
        { url, protocols, headers: {} },
        {
          opened: () => later(() => this.#opened()),
          received: (data) => later(() => this.deliver(data)),
          unreadable() {},
          closed: (close) => later(() => this.#closed(close)),
        },
      );
    }

    #opened(): void {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.();
    }

    #closed({ code, reason, error }: { code: number; reason: string; error?: Error }): void {
      this.readyState = 3;
      if (error) this.onerror?.(error);
      this.onclose?.({ code, reason });
    }
  }
  return { Wired, conns };
}
