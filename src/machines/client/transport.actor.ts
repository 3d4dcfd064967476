import { fromCallback } from 'xstate';
import { ConfigurationError, type ConnectError } from '../../errors.ts';
import { scrub } from '../../transport/scrub.ts';
import type { Transport, TransportRequest, TransportSink } from '../../transport/transport.ts';
import { isPromiseLike } from '../promise.ts';
import { shielded } from '../user.code.ts';
import type { ClientFact } from './client.events.ts';
import { failureOf, lossOf, toConnectError } from './connect.failure.ts';
import type { Connection } from './connection.ts';
import { prepareRequest } from './endpoint.request.ts';
import { receiver } from './incoming.ts';
import { type SocketEnd, socketEndOf } from './socket.end.ts';

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
      const owner = { report: (error: unknown) => connection.report(scrub(error, request), null, 'transport') };
      const close = (code: number, reason?: string) => {
        shielded(owner, () => transport.close(code, reason), null, 'transport');
      };
      const abandonIt = () => close(1000);
      abandon.signal.addEventListener('abort', abandonIt);
      receive(({ code, reason }) => {
        abandon.signal.removeEventListener('abort', abandonIt);
        close(code, reason);
      });
      tellEarly();
    } catch (error) {
      fail(scrub(error, request));
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
    connection.outlet.use(null);
    connection.inbox.clear();
    abandon.abort();
    watched?.ends();
  };
});

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
  connection.outlet.use(transport, request);
  const tellEarly = () => {
    report = tell;
    early.forEach(tell);
  };
  return { transport, tellEarly };
}

/** A factory may be anybody's; and `ws` in the place of `ws()` is a function all the same. */
function assertTransport(transport: Partial<Transport> | undefined): void {
  if (typeof transport?.send === 'function' && typeof transport.close === 'function') return;
  const message = 'must give a transport, which has send and close, at once (is it ws where it should be ws()?)';
  throw new ConfigurationError([{ path: 'transport', message }]);
}

/** What the transport of an attempt reports to: its frames count as long as the attempt is not abandoned. */
function listen(
  connection: Connection,
  request: TransportRequest,
  tell: (event: ClientFact) => void,
  abandoned: AbortSignal,
): TransportSink {
  const { inbox } = connection;
  const { received, unreadable } = receiver(connection, tell);
  let ended = (end: SocketEnd) => tell(failed(failureOf(end, request), end));
  const opened = (headers: Readonly<Record<string, string>>) => {
    ended = ({ code, reason, error }) =>
      tell({ type: 'transport.closed', code, reason, error: error === undefined ? null : lossOf(error) });
    connection.keepHeaders(headers);
    tell({ type: 'transport.opened', headers });
  };
  return {
    opened: (response) => {
      if (!abandoned.aborted) inbox.take(() => opened(response?.headers ?? {}));
    },
    received: (data) => {
      if (!abandoned.aborted) inbox.take(() => received(data));
    },
    unreadable: (why) => {
      if (!abandoned.aborted) inbox.take(() => unreadable(scrub(why, request)));
    },
    closed: (close) => {
      if (!abandoned.aborted) inbox.take(() => ended(socketEndOf(close, request)));
    },
  };
}

const noClose = { code: 1006, reason: '' };

function failed(error: ConnectError, { code, reason }: SocketEnd = noClose): ClientFact {
  return { type: 'transport.failed', error, code, reason };
}
