import { fromCallback } from 'xstate';
import type { ConnectError } from '../../errors.ts';
import { unusable } from '../../problem.ts';
import { heartbeatFrame } from '../../protocol/frame.ts';
import { scrub } from '../../transport/scrub.ts';
import type { Transport, TransportRequest, TransportSink } from '../../transport/transport.ts';
import { isPromiseLike } from '../promise.ts';
import { shielded } from '../user.code.ts';
import type { ClientFact } from './client.events.ts';
import { failureOf, lossOf, toConnectError } from './connect.failure.ts';
import type { Connection } from './connection.ts';
import { prepareRequest } from './endpoint.request.ts';
import { Inbox } from './inbox.ts';
import { receiver } from './incoming.ts';
import { type SocketEnd, socketEndOf } from './socket.end.ts';

/** `transport.close` closes now. `transport.abandon` only sets code and reason for when the actor is stopped. */
export type Closing = 'transport.close' | 'transport.abandon';

/** The events that the transport of an attempt takes. */
export type TransportCommand = { readonly type: Closing; readonly code: number; readonly reason: string };

/** Tells the test kit whether somebody awaits the reply to a push. */
export interface KnowingSink extends TransportSink {
  isAwaited(topic: string, ref: unknown): boolean | undefined;
}

export interface TransportInput {
  readonly connection: Connection;
  readonly attempt: number;
}

/**
 * One attempt at a connection, from asking for the url to the end of the socket. The client's states start and stop it. When
 * it is stopped, it closes its socket, and nothing that the socket says later is heard.
 */
export const transportLogic = fromCallback<TransportCommand, TransportInput>(({ input, sendBack, receive }) => {
  const { connection, attempt } = input;
  const inbox = new Inbox();
  connection.hearBy(inbox);
  const watched = connection.watcher?.dials(connection.client);
  const tell = (event: ClientFact) => {
    // A socket may report its end while it is being closed. The next attempt must not hear of it.
    if (inbox.isClosed) return;
    watched?.tells(event);
    // The watcher may have ended the attempt.
    if (!inbox.isClosed) sendBack(event);
  };
  const fail = (error: unknown) => tell(failed(toConnectError(connection.scrub(error), connection.configuration)));
  let closing: { readonly code: number; readonly reason?: string } = { code: 1000 };
  let close = nothing;
  receive(({ type, code, reason }) => {
    closing = { code, reason };
    if (type === 'transport.close') close();
  });

  const dial = (request: TransportRequest) => {
    if (inbox.isClosed) return;
    tell({ type: 'transport.prepared' });
    // A listener may have ended the attempt.
    if (inbox.isClosed) return;
    try {
      const { transport, tellEarly } = open(connection, inbox, request, tell);
      const owner = { report: (error: unknown) => connection.report(scrub(error, request), null, 'transport') };
      close = () => {
        close = nothing;
        shielded(owner, () => transport.close(closing.code, closing.reason), null, 'transport');
      };
      // The user's factory may have ended the attempt.
      if (inbox.isClosed) close();
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
    inbox.close();
    close();
    watched?.ends();
  };
});

/** Makes the transport, which dials. What it reports before it is returned is kept until the actor can close it. */
function open(
  connection: Connection,
  inbox: Inbox,
  request: TransportRequest,
  tell: (event: ClientFact) => void,
): { readonly transport: Transport; tellEarly(): void } {
  const early: ClientFact[] = [];
  let report: typeof tell = (event) => void early.push(event);
  const transport = connection.configuration.transport(
    request,
    listen(connection, inbox, request, (event) => report(event)),
  );
  assertTransport(transport);
  if (!inbox.isClosed) connection.outlet.use(transport, request);
  const tellEarly = () => {
    report = tell;
    early.forEach(tell);
  };
  return { transport, tellEarly };
}

/** Checks what the user's factory returned. A common mistake is `ws` instead of `ws()`. */
function assertTransport(transport: Partial<Transport> | undefined): void {
  if (typeof transport?.send === 'function' && typeof transport.close === 'function') return;
  throw unusable('transport', 'transport');
}

/** The sink that the transport of an attempt reports to. */
function listen(
  connection: Connection,
  inbox: Inbox,
  request: TransportRequest,
  tell: (event: ClientFact) => void,
): KnowingSink {
  const { received, unreadable } = receiver(connection, tell);
  let ended = (end: SocketEnd) => tell(failed(failureOf(end, request, connection), end));
  const opened = (headers: Readonly<Record<string, string>>) => {
    ended = ({ code, reason, error }) =>
      tell({ type: 'transport.closed', code, reason, error: error === undefined ? null : lossOf(error) });
    connection.keepHeaders(headers);
    tell({ type: 'transport.opened', headers });
  };
  return {
    opened: (response) => inbox.take(opened, response?.headers ?? {}),
    received: (data) => inbox.take(received, data),
    unreadable: (why) => inbox.take(unreadable, scrub(why, request)),
    closed: (close) => inbox.take((given) => ended(given), socketEndOf(close, request)),
    outdated: () => tell({ type: 'transport.outdated' }),
    heartbeat: () => connection.encode(heartbeatFrame(connection.nextRef())),
    clock: connection.client.system._clock,
    isAwaited: (topic, ref) => connection.topics.channels.get(topic)?.getSnapshot().context.pushes.isAwaited(ref),
  };
}

const nothing = () => {};
const noClose = { code: 1006, reason: '' };

function failed(error: ConnectError, { code, reason }: SocketEnd = noClose): ClientFact {
  return { type: 'transport.failed', error, code, reason };
}
