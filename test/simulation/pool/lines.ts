import type { Transport, TransportFactory, TransportRequest, TransportSink } from 'xstate-phoenix';

/** One connection of a pool, with what can happen to it on the way. */
export class Line {
  readonly name: string;
  readonly #sink: TransportSink;
  #transport: Transport | null = null;
  #phase: 'up' | 'frozen' | 'down' = 'up';

  constructor(name: string, sink: TransportSink) {
    this.name = name;
    this.#sink = sink;
  }

  /** Whether frames still go both ways. The server may not know yet that a line is down. */
  get isUp(): boolean {
    return this.#phase === 'up';
  }

  /** It ends without the server's doing. The code 4000 is the one that the pool never tries again after. */
  cut(code: 1006 | 4000): void {
    if (this.#phase === 'down') return;
    this.#phase = 'down';
    this.#transport?.close();
    this.#sink.closed({ code, reason: '' });
  }

  /** Nothing comes through any more, and nobody notices. */
  freeze(): void {
    if (this.#phase === 'up') this.#phase = 'frozen';
  }

  dial(dialed: TransportFactory, request: TransportRequest): Transport {
    const sink = this.#sink;
    const transport = dialed(request, {
      ...sink,
      opened: (response) => void (this.isUp && sink.opened(response)),
      received: (data) => void (this.isUp && sink.received(data)),
      unreadable: (why) => void (this.isUp && sink.unreadable(why)),
      closed: (close) => {
        if (this.#phase !== 'up') return;
        this.#phase = 'down';
        sink.closed(close);
      },
    });
    this.#transport = transport;
    return {
      ...transport,
      send: (data) => void (this.isUp && transport.send(data)),
      close: (code, reason) => {
        const wasFrozen = this.#phase === 'frozen';
        transport.close(code, reason);
        if (wasFrozen) {
          this.#phase = 'down';
          sink.closed({ code: 1006, reason: '' });
        }
      },
    };
  }
}
