import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { CLOSE_ANSWER_MS } from '../transport/transport.ts';
import type { ConnectRequest } from './phoenix.types.ts';
import type { Tls } from './tls.types.ts';

/**
 * Makes an HTTP or HTTPS server that does not listen yet. A TLS handshake that hangs is cut after two seconds.
 * @internal
 */
export function createHttp(tls: Tls | undefined, listener: RequestListener): Server {
  if (!tls) return createServer(listener);
  const [key, cert] = [Buffer.from(tls.key), Buffer.from(tls.cert)];
  return createTlsServer({ key, cert, handshakeTimeout: CLOSE_ANSWER_MS }, listener);
}

/** Answers an upgrade with an HTTP status, and ends the connection. @internal */
export function refuse(socket: Duplex, status: number, body: string): void {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, `content-length: ${Buffer.byteLength(body)}`];
  socket.on('error', () => {});
  socket.once('finish', () => socket.destroy());
  socket.end(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n${body}`);
}

/** Turns a request of Node into one for `createPhoenix`. @internal */
export function toRequest({ url = '/', headers }: IncomingMessage): ConnectRequest {
  const protocols = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? [];
  const flat = Object.entries(headers).map(([name, value]): [string, string] => [name, [value].flat().join(', ')]);
  return { url, protocols, headers: Object.fromEntries(flat) };
}
