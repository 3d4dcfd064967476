import type { FetchLike } from '../longpoll/longpoll.types.ts';
import type { TransportFactory, TransportRequest } from '../transport/transport.ts';
import type { IdleClock } from './idle.ts';
import { type Link, link, type Reach } from './link.ts';
import { fetchOf } from './longpoll.fetch.ts';
import { createLongPoll } from './longpoll.ts';
import type { DialLink, LongPollTimes } from './longpoll.types.ts';
import type { Phoenix } from './phoenix.types.ts';
import { type TestWebSocketClass, webSocketOf } from './websocket.ts';

/** Options of {@link inMemory}. */
export interface MemoryOptions {
  /**
   * Delivers everything that goes over the wire, in either direction, in order. This one has a latency of 20 ms:
   * `(deliver) => clock.setTimeout(deliver, 20)`. @defaultValue at once, within the call
   */
  readonly schedule?: (deliver: () => void) => void;
  /** The clock of the idle timeout and of long polling. @defaultValue none, and then there is no timeout */
  readonly clock?: IdleClock;
  /** Milliseconds without anything from the client after which the server closes with 1002. @defaultValue 60_000 */
  readonly idleTimeoutMs?: number;
  /** The times of long polling. @defaultValue those of Phoenix */
  readonly longPoll?: LongPollTimes;
}

/** A network with one server, and ways to let it fail. */
export interface Memory {
  /** The `transport` for a client's input. By default it delivers within the calls: a client is connected at once. */
  readonly transport: TransportFactory;
  /** Long polling without a port: `transport: longPoll({ fetch: memory.fetch })`. It reaches only this server. */
  readonly fetch: FetchLike;
  /** A class of WebSockets for clients that take one, such as `Socket` of `xstate-phoenix/phoenix`. They reach only this server. */
  readonly WebSocket: TestWebSocketClass;
  /** The requests of all attempts, in order. */
  readonly requests: readonly TransportRequest[];
  /** Refuses later attempts with this HTTP status, and those that wait. */
  refuse(answer: { readonly httpStatus: number }): void;
  /** Lets later attempts wait until you call `accept`, `refuse`, `stall` or `unplug`. */
  wait(): void;
  /** Gives later attempts, and those that wait, no answer: they last until the client gives them up. */
  stall(): void;
  /** Lets later attempts fail, and those that wait, as if nobody listened on the port: 1006 with an error. */
  unplug(): void;
  /** Leads later attempts to the server, and those that wait. Stalled ones get no answer any more. */
  accept(): void;
  /** Cuts all attempts and connections. Clients see code 1006. */
  drop(): void;
  /** Closes all connections from the server's side, with a close code. */
  close(code: number): void;
  /** Makes all connections half-open: nothing gets through in either direction, and neither side sees a close. */
  freeze(): void;
}

/** A network, as the rest of the kit sees it. */
export interface Network extends Memory {
  readonly transport: DialLink;
}

/** Connects clients to a server without sockets. Frames may have any size. */
export function inMemory(phoenix: Pick<Phoenix, 'connect'>, options: MemoryOptions = {}): Memory {
  return network(phoenix, options);
}

export function network(phoenix: Pick<Phoenix, 'connect'>, options: MemoryOptions = {}): Network {
  const { schedule = (deliver) => deliver(), clock, idleTimeoutMs = 60_000, longPoll = {} } = options;
  const requests: TransportRequest[] = [];
  const links = new Set<Link>();
  let reach: Reach = 'server';
  const each = (act: (link: Link) => void) => {
    for (const attempt of [...links]) act(attempt);
  };
  const decide = (decision: Reach) => {
    reach = decision;
    each((attempt) => attempt.decide(decision));
  };
  const transport: DialLink = (request, sink) => {
    requests.push(request);
    const ended = (attempt: Link) => links.delete(attempt);
    const attempt = link({ phoenix, reach, schedule, clock, idleTimeoutMs, ended }, request, sink);
    links.add(attempt);
    attempt.dial();
    return attempt.transport;
  };
  const polls = createLongPoll(transport, longPoll, clock);
  return {
    transport,
    fetch: fetchOf(polls),
    WebSocket: webSocketOf(transport, clock),
    requests,
    refuse: ({ httpStatus }) => decide(httpStatus),
    wait: () => decide('undecided'),
    stall: () => decide('nowhere'),
    unplug: () => decide('nobody'),
    accept: () => decide('server'),
    drop: () => each((attempt) => attempt.cut()),
    close: (code) => each((attempt) => attempt.close(code)),
    freeze: () => {
      each((attempt) => attempt.freeze());
      polls.freeze();
    },
  };
}
