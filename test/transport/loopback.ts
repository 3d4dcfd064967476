import { once } from 'node:events';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { Log } from './log.ts';
import type { Manners, Peer, Server } from './world.ts';

/** What a test can choose of a loopback server. */
export interface Loopback {
  /** The HTTP server below it, such as one of TLS. @defaultValue one of `node:http` */
  readonly http?: HttpServer;
  readonly options?: ServerOptions;
}

/** A peer that can do more than the laws need. */
export interface LoopbackPeer extends Peer {
  readonly websocket: WebSocket;
}

const PATH = '/socket/websocket';

/** A WebSocket server on a real port of the loopback interface. Any other path than its own is a 404. */
export async function serveLoopback(
  manners: Manners = {},
  { http = createServer(), options }: Loopback = {},
): Promise<Server<LoopbackPeer>> {
  const peers = new Log<LoopbackPeer>();
  const sockets = new Set<Duplex>();
  const { choose, silent } = manners;
  const websockets = new WebSocketServer({
    noServer: true,
    maxPayload: 0,
    ...(choose && { handleProtocols: (asked: Set<string>) => choose(asked) }),
    ...options,
  });
  http.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const status = new URL(request.url ?? '', 'ws://h').pathname === PATH ? manners.refuse : 404;
    if (status !== undefined)
      socket.end(`HTTP/1.1 ${status} No\r\nx-why: because\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    else if (silent !== 'at-once')
      websockets.handleUpgrade(request, socket, head, (websocket) => {
        if (silent) websocket.pause();
        peers.add(peer(websocket, request));
      });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `${'cert' in http ? 'wss' : 'ws'}://127.0.0.1:${port}${PATH}`,
    accept: () => peers.take(),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      http.close();
      await once(http, 'close');
    },
  };
}

function peer(websocket: WebSocket, request: IncomingMessage): LoopbackPeer {
  const messages = new Log<string | Uint8Array>();
  websocket.on('error', () => {});
  websocket.on('message', (data, isBinary) => messages.add(isBinary ? Uint8Array.from(data as Buffer) : String(data)));
  return {
    websocket,
    asked: request.headers['sec-websocket-protocol'],
    headers: request.headers,
    send: (data) => websocket.send(data),
    sendFragments: (...parts) => {
      parts.forEach((part, index) => {
        websocket.send(part, { fin: index === parts.length - 1 });
      });
    },
    close: (code, reason) => websocket.close(code, reason),
    drop: () => websocket.terminate(),
    next: () => messages.take(),
    closed: new Promise((resolve) => {
      websocket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    }),
  };
}
