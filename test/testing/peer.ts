import { request } from 'node:http';
import { WebSocket } from 'ws';
import type { Memory } from '../../src/testing/index.ts';

/** What a client sees happen. */
export type Seen =
  | { readonly type: 'message'; readonly data: string | Uint8Array }
  | { readonly type: 'close'; readonly code: number; readonly status?: number; readonly body?: string };

/** A client that knows nothing of Phoenix: it writes what it is told and lists what it sees. */
export interface Peer {
  /** The subprotocol of the server; undefined before the connection is open, and if it never was. */
  readonly protocol: string | undefined;
  send(data: string | Uint8Array, binary?: boolean): void;
  close(code?: number, reason?: string): void;
  /** The next thing seen, in order; waits for it. */
  next(): Promise<Seen>;
  /** What was seen and not asked for. */
  unread(): readonly Seen[];
}

/** The next thing seen, which has to be a text message; parsed. */
export async function nextText(peer: Peer): Promise<unknown> {
  const seen = await peer.next();
  if (seen.type !== 'message' || typeof seen.data !== 'string') throw new Error(`saw ${JSON.stringify(seen)}`);
  return JSON.parse(seen.data);
}

/** Connects with `ws`; resolves when the attempt is open or over. */
export function dial(url: string, protocols: readonly string[] = []): Promise<Peer> {
  const socket = new WebSocket(url, [...protocols]);
  const { see, ...reading } = inbox();
  let refused: { status: number; body: string } | undefined;
  socket.on('message', (data: Buffer, isBinary) =>
    see({ type: 'message', data: isBinary ? new Uint8Array(data) : data.toString() }),
  );
  socket.on('unexpected-response', (_, response) => {
    let body = '';
    response.on('data', (chunk) => {
      body += chunk;
    });
    response.on('end', () => {
      refused = { status: response.statusCode ?? 0, body };
      socket.terminate();
    });
  });
  socket.on('error', () => {});
  socket.on('close', (code) => see({ type: 'close', code, ...refused }));
  const peer: Peer = {
    ...reading,
    get protocol() {
      return socket.readyState === WebSocket.CONNECTING || refused ? undefined : socket.protocol;
    },
    send: (data, binary = typeof data !== 'string') => socket.send(data, { binary }),
    close: (code, reason) => socket.close(code, reason),
  };
  return new Promise((resolve) => {
    socket.once('open', () => resolve(peer));
    socket.once('close', () => resolve(peer));
  });
}

/** Connects in memory. */
export function dialInMemory({ transport }: Memory, url: string, protocols: readonly string[] = []): Peer {
  const { see, ...reading } = inbox();
  let protocol: string | undefined;
  const link = transport(
    { url, protocols, headers: {} },
    {
      opened: () => {
        protocol = protocols[0] ?? '';
      },
      received: (data) => see({ type: 'message', data: typeof data === 'string' ? data : new Uint8Array(data) }),
      unreadable: (why) => {
        throw new Error(why);
      },
      closed: ({ code, httpStatus }) =>
        see({ type: 'close', code, ...(httpStatus !== undefined && { status: httpStatus }) }),
    },
  );
  return {
    ...reading,
    get protocol() {
      return protocol;
    },
    send: (data) => link.send(typeof data === 'string' ? data : new Uint8Array(data).buffer),
    close: (code, reason) => link.close(code, reason),
  };
}

/** The response to an upgrade that no well-behaved client would ask for. */
export function upgrade(port: number, path: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>>; body: string }>(
    (resolve, reject) => {
      const asked = request({
        port,
        path,
        host: '127.0.0.1',
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': btoa('sixteen bytes ok'),
          ...headers,
        },
      });
      asked.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
      });
      asked.on('response', (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}

function inbox() {
  const seen: Seen[] = [];
  let wake: ((next: Seen) => void) | undefined;
  return {
    see(event: Seen) {
      if (!wake) return void seen.push(event);
      wake(event);
      wake = undefined;
    },
    next() {
      const first = seen.shift();
      return first
        ? Promise.resolve(first)
        : new Promise<Seen>((resolve) => {
            wake = resolve;
          });
    },
    unread: () => seen,
  };
}
