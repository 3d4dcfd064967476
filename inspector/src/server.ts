import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAccess } from './access.ts';
import { builtPage, HEADERS, isAsset, sendAsset, sendPage } from './page.ts';

/** Takes over a socket whose upgrade is allowed. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Answers a request that is allowed. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServerOptions {
  /** The port on 127.0.0.1. 0 is a free one. */
  readonly port: number;
  /** @defaultValue a random key */
  readonly key?: string | undefined;
  /** The handlers of upgrades, by path. */
  readonly upgrades: Readonly<Record<string, UpgradeHandler>>;
  /** The handlers of other pages, by path. */
  readonly pages?: Readonly<Record<string, RequestHandler>>;
  /** The folder of the built page. */
  readonly folder?: URL | undefined;
  /** Whether the server keeps the process alive. */
  readonly staysAlive?: boolean;
}

export interface Server {
  /** The url with the key. */
  readonly url: string;
  readonly port: number;
  readonly key: string;
  /** Frees the port, and ends all sockets. Later calls return the promise of the first. */
  stop(): Promise<void>;
}

/**
 * Serves the page on 127.0.0.1, to requests with the key.
 *
 * @throws The error of Node's `listen`, with the code `EADDRINUSE` when the port is taken.
 */
export async function serve({
  port,
  key,
  upgrades,
  pages = {},
  folder = builtPage,
  staysAlive = false,
}: ServerOptions): Promise<Server> {
  const access = createAccess(key);
  const sockets = new Set<Socket>();
  let taken = port;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = urlOf(request);
    const end = (status: number) => void response.writeHead(status, HEADERS).end();
    const refusal = access.refusal(request, taken);
    if (refusal) return end(refusal);
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405);
    if (isAsset(url.pathname)) return sendAsset(response, folder, url.pathname);
    if (!access.hasKey(url)) return end(403);
    if (url.pathname === '/') return sendPage(response, folder);
    const page = pages[url.pathname];
    return page ? page(request, response) : end(404);
  };

  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  http.on('upgrade', (request, socket, head) => {
    // While we refuse a socket, nobody else listens to its errors.
    socket.on('error', () => socket.destroy());
    const url = urlOf(request);
    const handler = upgrades[url.pathname];
    const refusal = access.refusal(request, taken) ?? (access.hasKey(url) ? null : 403) ?? (handler ? null : 404);
    if (refusal === null && handler) handler(request, socket, head);
    else socket.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (!staysAlive) socket.unref();
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  if (!staysAlive) http.unref();
  const address = http.address();
  if (typeof address === 'object' && address !== null) taken = address.port;

  let stopped: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${taken}/?key=${access.key}`,
    port: taken,
    key: access.key,
    stop() {
      stopped ??= new Promise((resolve) => http.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return stopped;
    },
  };
}

/** An invalid url becomes a path without a page. */
function urlOf({ url = '' }: IncomingMessage): URL {
  try {
    return new URL(url, 'http://127.0.0.1');
  } catch {
    return new URL('http://127.0.0.1/unreadable');
  }
}
