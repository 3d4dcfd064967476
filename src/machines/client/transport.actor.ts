import { fromCallback } from 'xstate';
import { ConfigurationError, type ConnectError } from '../../errors.ts';
import type { Transport, TransportClose, TransportRequest, TransportSink } from '../../transport/transport.ts';
import { isPromiseLike } from '../promise.ts';
import { shielded } from '../user.code.ts';
import type { ClientFact } from './client.events.ts';
import { failureOf, toConnectError } from './connect.failure.ts';
import type { Connection } from './connection.ts';
import { prepareRequest } from './endpoint.request.ts';
import { receiver } from './incoming.ts';

/** What the transport of an attempt can be told. Stopping it abandons the attempt, whatever has become of it. */
export type TransportCommand = { readonly type: 'transport.close'; readonly code: number; readonly reason: string };

export interface TransportInput {
  readonly connection: Connection;
  readonly attempt: number;
}

/** Whether an attempt is abandoned. No `AbortController`, which not every platform has. */
interface Life {
  isOver: boolean;
}

/**
 * One attempt at a connection, from asking for the url to the end of the socket. It lives and dies with the states of
 * the client that want it; what an abandoned one still hears reaches nobody.
 */
export const transportLogic = fromCallback<TransportCommand, TransportInput>(({ input, sendBack, receive }) => {
  const { connection, attempt } = input;
  const life: Life = { isOver: false };
  let abandon = () => {};
  const watched = connection.watcher?.dials();
  const tell = (event: ClientFact) => {
    // A socket may report its end from within the close that abandons it, and the next attempt must not hear of it.
    if (life.isOver) return;
    watched?.tells(event);
    // What is heard of it may have ended the attempt.
    if (!life.isOver) sendBack(event);
  };
  const fail = (error: unknown) => tell(failed(toConnectError(error, connection.configuration)));

  const dial = (request: TransportRequest) => {
    if (life.isOver) return;
    tell({ type: 'transport.prepared' });
    // Whoever hears of it may give the attempt up, and so may whoever hears of what was told early.
    if (life.isOver) return;
    try {
      const { transport, tellEarly } = open(connection, request, tell, life);
      const close = (code: number, reason?: string) => {
        shielded(connection, () => transport.close(code, reason), null, 'transport');
      };
      abandon = () => close(1000);
      receive(({ code, reason }) => {
        abandon = () => {};
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
    connection.inbox.clear();
    life.isOver = true;
    abandon();
    watched?.ends();
  };
});

/** Dials. What a transport tells before it is returned is told when its end can be asked for. */
function open(
  connection: Connection,
  request: TransportRequest,
  tell: (event: ClientFact) => void,
  life: Readonly<Life>,
): { readonly transport: Transport; tellEarly(): void } {
  const early: ClientFact[] = [];
  let report: typeof tell = (event) => void early.push(event);
  const transport = connection.configuration.transport(
    request,
    listen(connection, request, (event) => report(event), life),
  );
  assertTransport(transport);
  connection.use(transport);
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
  life: Readonly<Life>,
): TransportSink {
  const { inbox } = connection;
  const { received, unreadable } = receiver(connection, tell);
  let ended: TransportSink['closed'] = (close) => {
    tell(failed(failureOf(close, request, connection), close));
  };
  const opened = (headers: Readonly<Record<string, string>>) => {
    ended = ({ code, reason }) => tell({ type: 'transport.closed', code, reason });
    connection.keepHeaders(headers);
    tell({ type: 'transport.opened', headers });
  };
  return {
    opened: (response) => {
      if (!life.isOver) inbox.take(() => opened(response?.headers ?? {}));
    },
    received: (data) => {
      if (!life.isOver) inbox.take(() => received(data));
    },
    unreadable: (why) => {
      if (!life.isOver) inbox.take(() => unreadable(why));
    },
    closed: (close) => {
      if (!life.isOver) inbox.take(() => ended(close ?? noClose));
    },
  };
}

const noClose = { code: 1006, reason: '' };

function failed(error: ConnectError, { code, reason }: Pick<TransportClose, 'code' | 'reason'> = noClose): ClientFact {
  return { type: 'transport.failed', error, code, reason };
}
