import { type WebSocket, WebSocketServer } from 'ws';
import { type AsyncEnding, ending } from '../ending.ts';
import { Cork } from '../transport/cork.ts';
import { CLOSE_ANSWER_MS } from '../transport/transport.ts';
import { answeringSocket } from './answering.socket.ts';
import { createHttp, refuse, toRequest } from './http.ts';
import { IDLE_CODE, watchIdle } from './idle.ts';
import { createPhoenix } from './phoenix.ts';
import type { Phoenix, PhoenixOptions } from './phoenix.types.ts';
import type { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';
import type { Tls } from './tls.types.ts';

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
  } = options;
  const phoenix = createPhoenix(options);
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
    const { status } = phoenix.connect(toRequest(request));
    // As in Phoenix, connect/3 runs before the upgrade is checked. So 400 means that connect/3 accepts the request.
    response.writeHead(status === 101 ? 400 : status).end(status === 404 ? 'not found' : '');
  });
  http.on('upgrade', (request, socket, head) => {
    const answer = phoenix.connect(toRequest(request));
    if (!('open' in answer)) return refuse(socket, answer.status, answer.body);
    // ws would choose the first subprotocol offered, and allows fewer characters than Phoenix (auth_token_padded.json).
    if (answer.protocol === undefined) delete request.headers['sec-websocket-protocol'];
    else request.headers['sec-websocket-protocol'] = answer.protocol;
    upgrader.handleUpgrade(request, socket, head, (ws) => {
      sockets.add(ws);
      ws.on('close', () => sockets.delete(ws));
      serve(ws, new Cork(ws, socket), answer.open, idleTimeoutMs);
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

/** Connects a socket to a session. When one ends, the other ends. */
function serve(ws: WebSocket, cork: Cork, open: (sink: SessionSink) => Session, idleTimeoutMs: number): void {
  const session = open({
    send: (data) => cork.send(data),
    close: (code) => ws.close(code),
    drop: () => {
      cork.flush();
      ws.terminate();
    },
  });
  const idle = watchIdle(globalThis, idleTimeoutMs, () => session.close(IDLE_CODE));
  ws.on('message', (data: Buffer, isBinary) => {
    idle.heard();
    session.receive(isBinary ? new Uint8Array(data) : data.toString());
  });
  ws.on('ping', idle.heard);
  ws.on('pong', idle.heard);
  // A close follows. Without this listener the error would end the process.
  ws.on('error', () => {});
  ws.on('close', () => {
    idle.stop();
    session.ended();
  });
}
