import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { WebSocket } from 'ws';
import { strictDecoder } from '#complete';
import { ConfigurationError } from '../errors.ts';
import { Cork } from './cork.ts';
import { dial } from './dial.ts';
import { fitReason } from './reason.ts';
import { CLOSE_ANSWER_MS, type TransportFactory, type TransportRequest, type TransportSink } from './transport.ts';
import type { WsOptions } from './ws.options.ts';

/**
 * The transport of Node: the package `ws`, loaded at the first attempt. If it is not installed, the client fails with
 * `configuration`.
 *
 * @param options - The client options of `ws`: TLS, `perMessageDeflate`, `maxPayload`, `agent` and so on. The client's
 *   own `headers` win over `options.headers`.
 * @throws {@link ConfigurationError} always, in builds that are not for Node.
 */
export function ws(options: WsOptions = {}): TransportFactory {
  return (request, sink) => {
    let socket: WebSocket | undefined;
    let cork: Cork | undefined;
    let given = false;
    const giveUp = (error?: Error) => {
      if (given) return;
      given = true;
      sink.closed({ code: 1006, reason: '', ...(error && { error }) });
    };
    load().then((Socket) => {
      if (given) return;
      try {
        const attempted = attempt(Socket, request, options, sink);
        attempted.once('upgrade', (response) => {
          cork = new Cork(attempted, response.socket);
        });
        socket = attempted;
      } catch (error) {
        giveUp(error instanceof Error ? error : undefined);
      }
    }, giveUp);
    return {
      name: 'ws',
      send: (data) => {
        if (socket?.readyState === socket?.OPEN) cork?.send(data);
      },
      close: (code, reason) => {
        if (socket) socket.close(code, reason && fitReason(reason));
        else giveUp();
      },
      get bufferedAmount() {
        return socket?.bufferedAmount ?? 0;
      },
    };
  };
}

// `ws` would end the connection at text that is not UTF-8. We check it ourselves, and drop that message.
const defaults = { closeTimeout: CLOSE_ANSWER_MS, skipUTF8Validation: true };

async function load(): Promise<typeof WebSocket> {
  try {
    // Bundlers treat an import within `try` as optional, so they do not fail if the package is missing.
    return (await import('ws')).WebSocket;
  } catch (cause) {
    const { code }: { readonly code?: unknown } = Object(cause);
    const message = String(code).endsWith('MODULE_NOT_FOUND')
      ? 'needs the package ws, which is not installed; run npm install ws, or pass another'
      : 'can not load the package ws (see the cause); if your program is a bundle, leave ws out of it: mark it as external';
    throw new ConfigurationError([{ path: 'transport', message }], { cause });
  }
}

function attempt(
  Socket: typeof WebSocket,
  request: TransportRequest,
  options: WsOptions,
  sink: TransportSink,
): WebSocket {
  const { url, protocols, headers } = request;
  let refusal: { httpStatus: number; headers: Record<string, string> } | undefined;
  let upgraded: Record<string, string> = {};
  let failure: Error | undefined;
  const decoder = strictDecoder();
  // The type is `object` because the types of ws do not have all options that it passes on to Node.
  const settings: object = { ...defaults, ...options, headers: { ...options.headers, ...headers } };
  const socket = dial(request, () => new Socket(url, [...protocols], settings));
  socket.binaryType = 'arraybuffer';
  socket.on('upgrade', (response) => {
    upgraded = plain(response);
  });
  socket.on('unexpected-response', (_, response) => {
    refusal = { httpStatus: response.statusCode ?? 0, headers: plain(response) };
    response.resume();
    socket.terminate();
  });
  socket.on('open', () => sink.opened({ headers: upgraded }));
  socket.on('message', (data, isBinary) => {
    // `instanceof ArrayBuffer` would fail in tests that run in a realm of their own.
    if (isBinary) sink.received(data as ArrayBuffer);
    else receiveText(decoder, data as Buffer, sink);
  });
  socket.on('error', (error) => {
    failure ??= error;
  });
  socket.on('close', (code, reason) =>
    sink.closed({ code, reason: reason.toString(), ...(refusal ?? (failure && { error: failure })) }),
  );
  return socket;
}

function receiveText(decoder: TextDecoder, data: Uint8Array, sink: TransportSink): void {
  let text: string;
  try {
    text = decoder.decode(data);
  } catch {
    sink.unreadable('A text frame is not UTF-8.');
    return;
  }
  sink.received(text);
}

function plain({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}

export { ws as defaultTransport };

/** The class of the package `ws`, loaded within the call; undefined if the program has not installed it. @internal */
export function wsClass(): typeof WebSocket | undefined {
  // Looked for where the program is, since Jest makes CommonJS of this file, which has no `import.meta`.
  for (const place of [String(process.argv[1]), `${process.cwd()}/main.js`])
    try {
      return createRequire(place)('ws') as typeof WebSocket;
    } catch {
      // It is not there.
    }
  return undefined;
}
