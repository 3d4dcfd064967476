import type { Frame, Transport, TransportFactory, TransportSink } from 'xstate-phoenix';

/** One attempt at a connection, as it passes the line. */
interface Wire {
  readonly sink: TransportSink;
  readonly frames: Frame[];
  /** What the client has written and the line keeps. */
  readonly kept: { readonly event: string; readonly data: string | ArrayBuffer }[];
  inner: Transport | undefined;
  /** The close the client has asked for, while the line keeps it. */
  closing: (() => void) | undefined;
  /** Neither side has ended it. */
  isAlive: boolean;
  isFrozen: boolean;
}

/**
 * The cable between a client and its network, whatever that is: counts what the client hands to it, keeps back what a
 * path wants late, and says what no polite server would.
 */
export class Line {
  /** Bytes that the socket claims to hold. */
  bufferedAmount = 0;
  /** Nothing can be handed to it: it throws. */
  isBroken = false;
  /** The seconds for which refusals ask to be left alone. */
  retryAfter: string | undefined;
  /** Closes of the client do not get through, until {@link Line.closes}. */
  keepsCloses = false;
  readonly #wires: Wire[] = [];
  readonly #keeps = new Set<string>();

  /** Lays the line before a transport. */
  lay(transport: TransportFactory): TransportFactory {
    return (request, sink) => {
      const wire: Wire = {
        sink,
        frames: [],
        kept: [],
        inner: undefined,
        closing: undefined,
        isAlive: true,
        isFrozen: false,
      };
      this.#wires.push(wire);
      const inner = transport(request, {
        ...sink,
        received: (data) => {
          if (!wire.isFrozen) sink.received(data);
        },
        closed: (close) => {
          wire.isAlive = false;
          const { retryAfter } = this;
          sink.closed(retryAfter === undefined ? close : { ...close, headers: { 'retry-after': retryAfter } });
        },
      });
      wire.inner = inner;
      return this.#endOf(wire, inner);
    };
  }

  #endOf(wire: Wire, inner: Transport): Transport {
    const line = this;
    return {
      send(data) {
        if (line.isBroken) throw new Error('The line is broken.');
        const frame: Frame = JSON.parse(String(data));
        wire.frames.push(frame);
        if (line.#keeps.has(frame[3])) wire.kept.push({ event: frame[3], data });
        else if (!wire.isFrozen) inner.send(data);
      },
      close(code, reason) {
        wire.isAlive = false;
        wire.closing = () => inner.close(code, reason);
        if (!line.keepsCloses) line.closes();
      },
      get bufferedAmount() {
        return line.bufferedAmount;
      },
    };
  }

  /** Attempts so far. */
  get dialed(): number {
    return this.#wires.length;
  }

  /** Attempts and connections that neither side has ended. */
  get alive(): number {
    return this.#wires.filter(({ isAlive }) => isAlive).length;
  }

  /** What the client has written with an event, over all connections or the last one. */
  written(event: string, topic?: string): readonly Frame[] {
    return this.#wires.flatMap(({ frames }) => frames.filter((frame) => fits(frame, event, topic)));
  }

  writtenLast(event: string, topic?: string): readonly Frame[] {
    return (this.#wires.at(-1)?.frames ?? []).filter((frame) => fits(frame, event, topic));
  }

  /** Frames of an event are kept from now on. */
  keep(event: string): void {
    this.#keeps.add(event);
  }

  /** What was kept of an event gets through, and what comes of it from now on. */
  release(event: string): void {
    this.#keeps.delete(event);
    for (const { kept, inner } of this.#wires)
      for (const { data } of kept.splice(0).filter((frame) => frame.event === event)) inner?.send(data);
  }

  /** Says something to the client over the last connection. */
  say(...frame: Frame): void {
    this.raw(JSON.stringify(frame));
  }

  raw(data: string): void {
    this.#wires.at(-1)?.sink.received(data);
  }

  /** A better transport can be dialed. */
  improves(): void {
    this.#wires.at(-1)?.sink.outdated?.();
  }

  /** Nothing gets through the present connection any more, and nobody is told. */
  freeze(): void {
    const wire = this.#wires.at(-1);
    if (wire) wire.isFrozen = true;
  }

  /** The closes that were kept get through. */
  closes(): void {
    for (const wire of this.#wires) {
      const { closing } = wire;
      wire.closing = undefined;
      closing?.();
    }
  }
}

function fits([, , topic, event]: Frame, wanted: string, ofTopic = topic): boolean {
  return event === wanted && topic === ofTopic;
}
