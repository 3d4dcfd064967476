import type { ConnClass, SocketLogger, SocketMessage, SocketOptions } from './phoenix.types.ts';

/** What a registration is removed by. */
export type MessageRef = string;

type Registered<Callback> = [ref: string, callback: Callback];

/** Called when the connection has opened. */
export type OpenCallback = () => void;
/** Called with the event of the connection when it has closed. */
export type CloseCallback = { close(event: CloseLike | undefined): void }['close'];
/** Called with the event of a connection that fails, its class, and how often the socket has been connected. */
export type ErrorCallback = {
  error(error: unknown, transport: ConnClass, establishedConnections: number): void;
}['error'];
/** Called with each message. */
export type MessageCallback = (message: SocketMessage) => void;

/** The part of a `CloseEvent` that is read. */
export interface CloseLike {
  readonly code?: number;
  readonly reason?: string;
}

/** The `CloseEvent` of the platform, if it has one. */
export type ClosingEvent = typeof globalThis extends { CloseEvent: { prototype: infer Closing } } ? Closing : CloseLike;

/** The `Event` of the platform, if it has one. */
export type FailureEvent = typeof globalThis extends { Event: { prototype: infer Failure } } ? Failure : object;

/** What was registered with a {@link Socket}. */
export interface StateChangeCallbacks {
  open: Registered<OpenCallback>[];
  close: Registered<CloseCallback>[];
  error: Registered<ErrorCallback>[];
  message: Registered<MessageCallback>[];
}

/** The refs of a socket, and the callbacks that are registered with it. */
export class Registry {
  stateChangeCallbacks: StateChangeCallbacks = { open: [], close: [], error: [], message: [] };
  ref = 0;
  logger: SocketLogger | null;

  constructor({ logger, debug }: SocketOptions) {
    this.logger = logger || (debug ? toConsole : null);
  }

  /** The next ref. Messages and registrations share one counter. */
  makeRef(): MessageRef {
    const next = this.ref + 1;
    this.ref = next === this.ref ? 0 : next;
    return this.ref.toString();
  }

  /** @returns A ref for {@link off}; the same for the other three. */
  onOpen(callback: OpenCallback): MessageRef {
    return this.#register(this.stateChangeCallbacks.open, callback);
  }

  /** Calls back when the connection closes. */
  onClose(callback: (event: ClosingEvent) => void): MessageRef {
    return this.#register(this.stateChangeCallbacks.close, callback);
  }

  /** Calls back when the connection fails. */
  onError(
    callback: (error: FailureEvent | string | number, transport: ConnClass, establishedConnections: number) => void,
  ): MessageRef {
    return this.#register(this.stateChangeCallbacks.error, callback);
  }

  /** Calls back with each message, whatever its topic. */
  onMessage(callback: MessageCallback): MessageRef {
    return this.#register(this.stateChangeCallbacks.message, callback);
  }

  /** Removes what was registered under these refs. */
  off(refs: readonly MessageRef[]): void {
    const { open, close, error, message } = this.stateChangeCallbacks;
    const stays = ([ref]: Registered<unknown>) => !refs.includes(ref);
    Object.assign(this.stateChangeCallbacks, {
      open: open.filter(stays),
      close: close.filter(stays),
      error: error.filter(stays),
      message: message.filter(stays),
    });
  }

  /** Tells the logger, if there is one. */
  log(kind: string, message: string, data?: unknown): void {
    this.logger?.(kind, message, data);
  }

  hasLogger(): boolean {
    return this.logger !== null;
  }

  #register<Callback>(list: Registered<Callback>[], callback: Callback): string {
    const ref = this.makeRef();
    list.push([ref, callback]);
    return ref;
  }
}

function toConsole(kind: string, message: string, data: unknown): void {
  // biome-ignore lint/suspicious/noConsole: the option `debug` asks for it.
  console.log(`${kind}: ${message}`, data);
}
