import type { ActorOptions } from 'xstate';
import {
  type ClientInput,
  clientMachine,
  type Frame,
  interpret,
  type TransportClose,
  type TransportSink,
} from 'xstate-phoenix';
import { WorldClock } from './clock.ts';

/** One dialed socket, seen from the server's side: what the client wrote, and what is said to it. */
export interface Socket {
  readonly url: string;
  readonly protocols: readonly string[];
  /** Every text frame the client wrote, heartbeats included. */
  readonly frames: Frame[];
  /** All that the client wrote, as it went to the wire. */
  readonly written: (string | ArrayBuffer)[];
  /** The close the client asked for; undefined while it did not. */
  readonly closing: { code?: number | undefined; reason?: string | undefined } | undefined;
  /** Whether neither side has closed it. */
  readonly isAlive: boolean;
  bufferedAmount: number;
  open(headers?: Record<string, string>): void;
  say(...frame: Frame): void;
  raw(data: string | ArrayBuffer): void;
  /** Answers a frame of the client's. */
  reply(frame: Frame, status?: string, response?: unknown): void;
  close(code?: number, reason?: string): void;
  refuse(httpStatus: number): void;
  fail(close: TransportClose): void;
  /** The frames of an event, in order. */
  of(event: string): Frame[];
  /** The last frame of an event. */
  last(event: string): Frame;
}

export type World = ReturnType<typeof createWorld>;

/** How a world differs from others, beside the client's input. */
export interface WorldOptions extends Pick<ActorOptions<typeof clientMachine>, 'inspect' | 'snapshot'> {
  readonly start?: boolean;
  readonly machine?: typeof clientMachine;
}

/** A client before a server that the test plays by hand, under a simulated clock, with no jitter. */
export function createWorld(
  input: Partial<ClientInput> = {},
  { start = true, machine = clientMachine, ...options }: WorldOptions = {},
) {
  const clock = new WorldClock();
  const sockets: Socket[] = [];
  const client = interpret(machine, {
    ...options,
    clock,
    input: {
      url: 'ws://server.test/socket',
      jitter: 0,
      transport: (request, sink) => {
        const socket = new FakeSocket(request.url, request.protocols, sink);
        sockets.push(socket);
        return socket.transport;
      },
      ...input,
    },
  });
  if (start) client.start();
  return {
    clock,
    client,
    sockets,
    /** The socket dialed last. */
    get socket(): Socket {
      const last = sockets.at(-1);
      if (!last) throw new Error('Nothing was dialed.');
      return last;
    },
    /** The sockets that neither side has closed. */
    get alive(): Socket[] {
      return sockets.filter(({ isAlive }) => isAlive);
    },
    /** Opens the socket dialed last. */
    open(): Socket {
      this.socket.open();
      return this.socket;
    },
  };
}

class FakeSocket implements Socket {
  readonly frames: Frame[] = [];
  readonly written: (string | ArrayBuffer)[] = [];
  closing: Socket['closing'];
  bufferedAmount = 0;
  #ended = false;

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
    readonly sink: TransportSink,
  ) {}

  get transport() {
    const socket = this;
    return {
      send: (data: string | ArrayBuffer) => {
        this.written.push(data);
        if (typeof data === 'string') this.frames.push(JSON.parse(data) as Frame);
      },
      close: (code?: number, reason?: string) => {
        this.closing ??= { code, reason };
      },
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
    };
  }

  get isAlive() {
    return !this.#ended && this.closing === undefined;
  }

  open(headers?: Record<string, string>) {
    this.sink.opened(headers && { headers });
  }

  say(...frame: Frame) {
    this.raw(JSON.stringify(frame));
  }

  raw(data: string | ArrayBuffer) {
    if (!this.#ended) this.sink.received(data);
  }

  reply([joinRef, ref, topic]: Frame, status = 'ok', response: unknown = {}) {
    this.say(joinRef, ref, topic, 'phx_reply', { status, response });
  }

  close(code = 1006, reason = '') {
    this.fail({ code, reason });
  }

  refuse(httpStatus: number) {
    this.fail({ code: 1006, reason: '', httpStatus, headers: {} });
  }

  fail(close: TransportClose) {
    if (this.#ended) return;
    this.#ended = true;
    this.sink.closed(close);
  }

  of(event: string) {
    return this.frames.filter((frame) => frame[3] === event);
  }

  last(event: string) {
    const found = this.of(event).at(-1);
    if (!found) throw new Error(`The client has written no ${event}.`);
    return found;
  }
}
