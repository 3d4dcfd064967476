/** Taken at once, because tests may replace the global by a clock of their own. */
const { setImmediate } = globalThis;

/** How many bytes may wait until the end of the turn. */
const FULL = 65_536;

/** The part of a stream of Node that is used. */
interface Stream {
  readonly writableLength: number;
  cork(): void;
  uncork(): void;
}

interface Socket {
  send(data: string | ArrayBuffer | Uint8Array): void;
}

/**
 * Sends the first frame of a turn of Node's event loop at once, and all others together at the end of the turn. A
 * system call for each frame would cost more than everything else.
 */
export class Cork {
  readonly #socket: Socket;
  readonly #stream: Stream;
  readonly #endTurn = () => {
    this.flush();
    this.#turn = 'over';
  };
  #turn: 'over' | 'begun' | 'corked' = 'over';

  /** @param stream - The stream that the socket writes to. */
  constructor(socket: Socket, stream: Stream) {
    this.#socket = socket;
    this.#stream = stream;
  }

  send(data: string | ArrayBuffer | Uint8Array): void {
    if (this.#turn === 'over') {
      this.#turn = 'begun';
      setImmediate(this.#endTurn);
    } else if (this.#turn === 'begun') {
      this.#turn = 'corked';
      this.#stream.cork();
    }
    this.#socket.send(data);
    if (this.#stream.writableLength >= FULL) this.flush();
  }

  /** Sends what waits until the end of the turn. */
  flush(): void {
    if (this.#turn !== 'corked') return;
    this.#turn = 'begun';
    this.#stream.uncork();
  }
}
