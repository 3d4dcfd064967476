import { ConfigurationError } from '../errors.ts';
import { dial } from './dial.ts';
import { fitReason } from './reason.ts';
import { CLOSE_ANSWER_MS, type TransportFactory } from './transport.ts';

/**
 * The part of the platform's `WebSocket` that is used. The handlers are `unknown` because every platform has its own
 * event types; of an event, only `data`, `code`, `reason`, `error` and `message` are read.
 */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
}

/** Options of {@link websocket}. */
export interface WebSocketOptions {
  /** The class to use. @defaultValue the global `WebSocket`, looked up at each attempt */
  readonly WebSocket?: new (
    url: string,
    protocols: string[],
  ) => WebSocketLike;
}

const OPEN = 1;

/** The transport of browsers, workers, Deno and Bun: the global `WebSocket`. It can not send headers. */
export function websocket(options: WebSocketOptions = {}): TransportFactory {
  return (request, sink) => {
    const { url, protocols, headers } = request;
    const Socket = options.WebSocket ?? platform();
    if (Object.keys(headers).length > 0)
      throw problem('headers', 'can not be sent by the WebSocket of this platform; use params or authToken');
    const socket = dial(request, () => new Socket(url, [...protocols]));
    let answer: ReturnType<typeof setTimeout> | undefined;
    let failure: Error | undefined;
    const closed = (code: number, reason: string) => {
      clearTimeout(answer);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onerror = () => {};
      sink.closed({ code, reason, ...(failure && { error: failure }) });
    };
    const awaitClose = () => {
      answer ??= setTimeout(closed, CLOSE_ANSWER_MS, 1006, '');
    };
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => sink.opened();
    socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => sink.received(data);
    // Pages are told no cause, but Node, Deno, Bun and React Native are. The close comes after it, but in the first Node
    // 22, which reports a failed dial by an error alone (undici#3546).
    socket.onerror = (event: unknown) => {
      failure ??= errorOf(event);
      awaitClose();
    };
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => closed(code, reason);
    return {
      send: (data) => {
        if (socket.readyState === OPEN) socket.send(data);
      },
      close: (code, reason) => {
        if (socket.onclose === null) return;
        socket.close(code, reason && fitReason(reason));
        awaitClose();
      },
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
    };
  };
}

/** What an `ErrorEvent` tells: an error, or only the words of one. The error may be of another realm. */
function errorOf(event: unknown): Error | undefined {
  const { error, message }: { readonly error?: unknown; readonly message?: unknown } = Object(event);
  if (isError(error)) return error;
  return typeof message === 'string' && message !== '' ? new Error(message) : undefined;
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function platform(): NonNullable<WebSocketOptions['WebSocket']> {
  const found: unknown = Reflect.get(globalThis, 'WebSocket');
  if (typeof found !== 'function')
    throw problem(
      'transport',
      'is missing: this platform has no WebSocket; pass one, or use ws() in Node (a bundle for Node needs the export condition "node")',
    );
  return found as NonNullable<WebSocketOptions['WebSocket']>;
}

function problem(path: string, message: string): ConfigurationError {
  return new ConfigurationError([{ path, message }]);
}

export { websocket as defaultTransport };
