import type { Writable } from 'node:stream';

/** Taken before tests can put a clock of their own in its place. */
const { setImmediate } = globalThis;

/** How many bytes may wait for the end of the turn. */
const FULL = 65_536;

interface Socket {
  send(data: string | ArrayBuffer | Uint8Array): void;
}

/**
 * Sends the first frame of a turn of Node's event loop at once, and those that follow together, at the end of the turn. A
 * call into the system for each frame costs more than everything else that is done for it.
 */
export class Cork {
  readonly #socket: Socket;
  readonly #stream: Writable;
  readonly #endTurn = () => {
    this.flush();
    this.#turn = 'over';
  };
  #turn: 'over' | 'begun' | 'corked' = 'over';

  /** @param stream - What the socket writes to. */
  constructor(socket: Socket, stream: Writable) {
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

  /** Lets out what waits for the end of the turn. */
  flush(): void {
    if (this.#turn !== 'corked') return;
    this.#turn = 'begun';
    this.#stream.uncork();
  }
}
