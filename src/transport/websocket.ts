import { unusable } from '../problem.ts';
import { dial } from './dial.ts';
import { fitReason } from './reason.ts';
import { CLOSE_ANSWER_MS, type TransportFactory } from './transport.ts';

/**
 * The part of the platform's `WebSocket` that is used. The handlers are `unknown` because each platform has its own
 * types of events. Only `data`, `code`, `reason`, `error` and `message` of an event are read.
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
  /** The class of the socket. @defaultValue the global `WebSocket`, looked up at each attempt */
  readonly WebSocket?: new (
    url: string,
    protocols: string[],
  ) => WebSocketLike;
}

const OPEN = 1;

/**
 * The transport of browsers, workers, Deno, Bun and React Native: the global `WebSocket`. It can not send headers: a
 * client that has some fails with `configuration`.
 */
export function websocket(options: WebSocketOptions = {}): TransportFactory {
  return (request, sink) => {
    const { url, protocols, headers } = request;
    const Socket = options.WebSocket ?? platform();
    if (Object.keys(headers).length > 0) throw unusable('headers', 'send_headers');
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
    // Node, Deno, Bun and React Native show the cause, browsers do not. A close follows, except in early versions of
    // Node 22, where a failed dial is an error alone (https://github.com/nodejs/undici/issues/3546).
    socket.onerror = (event: unknown) => {
      failure ??= errorOf(event);
      awaitClose();
    };
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => closed(code, reason);
    return {
      name: 'websocket',
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

/** The error of an `ErrorEvent`, which may have only the message. The error may be of another realm. */
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
  if (typeof found !== 'function') throw unusable('transport', 'WebSocket');
  return found as NonNullable<WebSocketOptions['WebSocket']>;
}

export { websocket as defaultTransport };
