import { ConfigurationError } from '../errors.ts';
import { CLOSE_ANSWER_MS, type TransportFactory } from './transport.ts';

/** The part of the platform's `WebSocket` that is used. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((message: { data: string | ArrayBuffer }) => void) | null;
  onclose: ((close: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
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
  return ({ url, protocols, headers }, sink) => {
    const Socket = options.WebSocket ?? platform();
    if (Object.keys(headers).length > 0)
      throw problem('headers', 'can not be sent by the WebSocket of this platform; use params or authToken');
    const socket = new Socket(url, [...protocols]);
    let answer: ReturnType<typeof setTimeout> | undefined;
    const closed = (code: number, reason: string) => {
      clearTimeout(answer);
      socket.onopen = socket.onmessage = socket.onclose = null;
      sink.closed({ code, reason });
    };
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => sink.opened();
    socket.onmessage = ({ data }) => sink.received(data);
    // An error is always followed by a close, and tells nothing that the close does not.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => closed(code, reason);
    return {
      send: (data) => {
        if (socket.readyState === OPEN) socket.send(data);
      },
      close: (code, reason) => {
        if (answer !== undefined || socket.onclose === null) return;
        answer = setTimeout(closed, CLOSE_ANSWER_MS, 1006, '');
        socket.close(code, reason);
      },
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
    };
  };
}

function platform(): NonNullable<WebSocketOptions['WebSocket']> {
  const found: unknown = Reflect.get(globalThis, 'WebSocket');
  if (typeof found !== 'function')
    throw problem('transport', 'is missing: this platform has no WebSocket; pass one, or use ws()');
  return found as NonNullable<WebSocketOptions['WebSocket']>;
}

function problem(path: string, message: string): ConfigurationError {
  return new ConfigurationError([{ path, message }]);
}

export { websocket as defaultTransport };
