import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** The way to the server. All clients use the package `ws`. */
export interface Wire {
  readonly url: string;
  readonly createConnection: () => Socket;
  readonly WebSocket: new (url: string | URL, protocols?: string | string[]) => WebSocket;
  /** Hands bytes to the client, as if they had come from the kernel. */
  deliver(bytes: Uint8Array): void;
}

export function wireTo(port: number): Wire {
  let socket: Socket | undefined;
  const createConnection = () => {
    socket = connect({ host: '127.0.0.1', port, noDelay: true });
    return socket;
  };
  class Wired extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { createConnection, perMessageDeflate: false });
    }
  }
  return {
    url: `ws://127.0.0.1:${port}/socket`,
    createConnection,
    WebSocket: Wired,
    deliver: (bytes) => socket?.emit('data', bytes),
  };
}
