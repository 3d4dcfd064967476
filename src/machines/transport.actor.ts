import { fromCallback } from 'xstate';
import { ConfigurationError, type ConnectError, ProtocolError } from '../errors.ts';
import { byteLengthOf } from '../protocol/bytes.ts';
import type { Frame } from '../protocol/frame.ts';
import type { Transport, TransportClose, TransportRequest, TransportSink } from '../transport/transport.ts';
import type { ClientFact } from './client.types.ts';
import { failureOf, toConnectError } from './connect.failure.ts';
import { type Connection, toProtocolError } from './connection.ts';
import { prepareRequest } from './endpoint.request.ts';
import { isPromiseLike } from './join.ts';
import { route } from './router.ts';
import type { WatchedFrame } from './watcher.ts';

/** What the transport of an attempt can be told. Stopping it abandons the attempt, whatever has become of it. */
export type TransportCommand = { readonly type: 'transport.close'; readonly code: number; readonly reason: string };

export interface TransportInput {
  readonly connection: Connection;
  readonly attempt: number;
}

/**
 * One attempt at a connection, from asking for the url to the end of the socket. It lives and dies with the states of
 * the client that want it; what an abandoned one still hears reaches nobody.
 */
export const transportLogic = fromCallback<TransportCommand, TransportInput>(({ input, sendBack, receive }) => {
  const { connection, attempt } = input;
  const abandon = new AbortController();
  const watched = connection.watcher?.dials();
  const tell = (event: ClientFact) => {
    // A socket may report its end from within the close that abandons it, and the next attempt must not hear of it.
    if (abandon.signal.aborted) return;
    watched?.tells(event);
    // What is heard of it may have ended the attempt.
    if (!abandon.signal.aborted) sendBack(event);
  };
  const fail = (error: unknown) => tell(failed(toConnectError(error)));

  const dial = (request: TransportRequest) => {
    if (abandon.signal.aborted) return;
    tell({ type: 'transport.prepared' });
    // Whoever hears of it may give the attempt up, and so may whoever hears of what was told early.
    if (abandon.signal.aborted) return;
    try {
      const { transport, tellEarly } = open(connection, request, tell, abandon.signal);
      const close = (code: number, reason?: string) => {
        connection.shielded(() => transport.close(code, reason), null, 'transport');
      };
      const abandonIt = () => close(1000);
      abandon.signal.addEventListener('abort', abandonIt);
      receive(({ code, reason }) => {
        abandon.signal.removeEventListener('abort', abandonIt);
        close(code, reason);
      });
      tellEarly();
    } catch (error) {
      fail(error);
    }
  };

  try {
    const request = prepareRequest(connection.configuration, attempt);
    if (isPromiseLike(request)) request.then(dial, fail);
    else dial(request);
  } catch (error) {
    fail(error);
  }
  return () => {
    connection.use(null);
    abandon.abort();
    watched?.ends();
  };
});

/** A serializer may be anybody's. */
function checked(frame: Frame): Frame {
  if (Array.isArray(frame) && typeof frame[2] === 'string' && typeof frame[3] === 'string') return frame;
  throw new ProtocolError('malformed', 'The serializer gave something else than a frame.');
}

function failed(error: ConnectError, { code, reason }: Pick<TransportClose, 'code' | 'reason'> = noClose): ClientFact {
  return { type: 'transport.failed', error, code, reason };
}

const noClose = { code: 1006, reason: '' };

/** Dials. What a transport tells before it is returned is told when its end can be asked for. */
function open(
  connection: Connection,
  request: TransportRequest,
  tell: (event: ClientFact) => void,
  abandoned: AbortSignal,
): { readonly transport: Transport; tellEarly(): void } {
  const early: ClientFact[] = [];
  let report: typeof tell = (event) => void early.push(event);
  const transport = connection.configuration.transport(
    request,
    listen(connection, request, (event) => report(event), abandoned),
  );
  assertTransport(transport);
  connection.use(transport);
  const tellEarly = () => {
    report = tell;
    early.forEach(tell);
  };
  return { transport, tellEarly };
}

/** A factory may be anybody's, too; and `ws` in the place of `ws()` is a function all the same. */
function assertTransport(transport: Partial<Transport> | undefined): void {
  if (typeof transport?.send === 'function' && typeof transport.close === 'function') return;
  const message = 'must give a transport, which has send and close, at once (is it ws where it should be ws()?)';
  throw new ConfigurationError([{ path: 'transport', message }]);
}

/** What comes from the socket, as facts for the client and events for the channels. Nothing is thrown back at it. */
function listen(
  connection: Connection,
  request: TransportRequest,
  tell: (event: ClientFact) => void,
  abandoned: AbortSignal,
): TransportSink {
  const { serializer } = connection.configuration;
  const handle = (data: string | ArrayBuffer, watched: WatchedFrame | null) => {
    let frame: Frame;
    try {
      frame = checked(serializer.decode(data));
    } catch (thrown) {
      const error = toProtocolError(thrown);
      connection.drop(error.code, null, null, error);
      return;
    }
    watched?.decoded(frame);
    connection.tap('in', frame, data);
    route(frame, connection, tell);
  };
  const unreadable = (why: string) => connection.drop('malformed', null, null, new ProtocolError('malformed', why));
  let ended: TransportSink['closed'] = (close) => {
    tell(failed(failureOf(close, request), close));
  };
  return {
    opened: (response) => {
      ended = ({ code, reason }) => tell({ type: 'transport.closed', code, reason });
      const headers = response?.headers ?? {};
      if (!abandoned.aborted) connection.keepHeaders(headers);
      tell({ type: 'transport.opened', headers });
    },
    received: (data) => {
      if (abandoned.aborted) return;
      const { watcher } = connection;
      if (watcher === null) handle(data, null);
      else watcher.receives(byteLengthOf(data), (watched) => handle(data, watched));
    },
    unreadable: (why) => {
      if (abandoned.aborted) return;
      const { watcher } = connection;
      if (watcher === null) unreadable(why);
      else watcher.receives(null, () => unreadable(why));
    },
    closed: (close) => ended(close ?? noClose),
  };
}
