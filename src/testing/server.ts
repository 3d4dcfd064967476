import { type WebSocket, WebSocketServer } from 'ws';
import { type AsyncEnding, ending } from '../ending.ts';
import { Cork } from '../transport/cork.ts';
import { CLOSE_ANSWER_MS } from '../transport/transport.ts';
import { answeringSocket } from './answering.socket.ts';
import { createHttp, refuse, toRequest } from './http.ts';
import { serveLongPoll } from './longpoll.http.ts';
import { createLongPoll } from './longpoll.ts';
import type { LongPollTimes } from './longpoll.types.ts';
import { network } from './memory.ts';
import { createPhoenix } from './phoenix.ts';
import type { Phoenix, PhoenixOptions } from './phoenix.types.ts';
import { serveWebSocket } from './server.socket.ts';
import type { Tls } from './tls.types.ts';
import { transportOf } from './transport.name.ts';

/** Options of {@link startServer}: those of {@link createPhoenix}, and some for the port. */
export interface ServerOptions extends PhoenixOptions {
  /** The port on 127.0.0.1. @defaultValue 0: a free port */
  readonly port?: number;
  /** Milliseconds without anything from the client after which the server closes with 1002. @defaultValue 60_000 */
  readonly idleTimeoutMs?: number;
  /** The most bytes a message may have. After a longer one the server closes with 1009. @defaultValue 10_000_000 */
  readonly maxFrameBytes?: number;
  /** Makes the server speak TLS; its url is `wss://...` then. @defaultValue no TLS */
  readonly tls?: Tls;
  /** The times of long polling at `/longpoll`, or false for a server without it. @defaultValue those of Phoenix */
  readonly longPoll?: false | LongPollTimes;
  /** Whether to compress messages for clients that offer it (`websocket: [compress: true]`). @defaultValue false */
  readonly compress?: boolean;
}

/** A Phoenix server that listens on a port until `stop()`, or until the end of the block of an `await using`. */
export interface PhoenixServer extends Omit<Phoenix, 'connect'>, AsyncEnding {
  /** The `url` for a client's input, without `/websocket`. */
  readonly url: string;
  readonly port: number;
  /**
   * Stops listening, closes all connections and frees every handle. A client that does not answer the close within two
   * seconds is cut. Later calls return the promise of the first.
   *
   * @param options.code - The close code. @defaultValue 1012, as a Phoenix server that stops gracefully
   */
  stop(options?: { readonly code?: number }): Promise<void>;
}

/**
 * Starts a Phoenix server on 127.0.0.1. Only programs on the same machine can reach it.
 *
 * @returns The server, as soon as it listens.
 * @throws The error of Node's `listen`, for instance `EADDRINUSE` when the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<PhoenixServer> {
  const {
    port = 0,
    path = '/socket',
    idleTimeoutMs = 60_000,
    maxFrameBytes = 10_000_000,
    tls,
    compress = false,
    longPoll = {},
  } = options;
  const phoenix = createPhoenix(options);
  const polls = longPoll && createLongPoll(network(phoenix).transport, longPoll, globalThis);
  const sockets = new Set<WebSocket>();
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxFrameBytes,
    perMessageDeflate: compress,
    WebSocket: answeringSocket(),
    ...{ closeTimeout: CLOSE_ANSWER_MS },
  });

  const http = createHttp(tls, (request, response) => {
    const isPoll = request.url?.split('?')[0] === `${path}/longpoll`;
    if (isPoll && polls) return void serveLongPoll(polls, request, response);
    const { status } = isPoll ? { status: 404 } : phoenix.connect(toRequest(request));
    // As in Phoenix, connect/3 runs before the upgrade is checked. So 400 means that connect/3 accepts the request.
    response.writeHead(status === 101 ? 400 : status).end(status === 404 ? 'not found' : '');
  });
  http.on('upgrade', (request, socket, head) => {
    const { url = '' } = request;
    const answer = transportOf(url) === 'longpoll' ? noUpgrade : phoenix.connect(toRequest(request));
    if (!('open' in answer)) return refuse(socket, answer.status, answer.body);
    // ws would choose the first subprotocol offered, and allows fewer characters than Phoenix (auth_token_padded.json).
    if (answer.protocol === undefined) delete request.headers['sec-websocket-protocol'];
    else request.headers['sec-websocket-protocol'] = answer.protocol;
    upgrader.handleUpgrade(request, socket, head, (ws) => {
      sockets.add(ws);
      ws.on('close', () => sockets.delete(ws));
      serveWebSocket(ws, new Cork(ws, socket), answer.open, idleTimeoutMs);
    });
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  const address = http.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  let stopped: Promise<void> | undefined;

  const stop: PhoenixServer['stop'] = ({ code = 1012 } = {}) => {
    stopped ??= Promise.all([
      new Promise((resolve) => http.close(resolve)),
      ...Array.from(sockets, (ws) => new Promise((resolve) => ws.once('close', resolve))),
    ]).then(() => {});
    phoenix.closeConnections(code);
    if (polls) polls.stop();
    http.closeAllConnections();
    return stopped;
  };

  return {
    ...ending(() => stop()),
    url: `${tls ? 'wss' : 'ws'}://127.0.0.1:${taken}${path}`,
    port: taken,
    broadcast: phoenix.broadcast,
    disconnect: phoenix.disconnect,
    closeConnections: phoenix.closeConnections,
    dropConnections: phoenix.dropConnections,
    joined: phoenix.joined,
    presences: phoenix.presences,
    get connections() {
      return phoenix.connections;
    },
    stop,
  };
}

/** A session of long polling is no WebSocket. */
const noUpgrade = { status: 400, body: '' };
