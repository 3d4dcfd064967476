import type { TransportFactory, TransportRequest } from '../transport/transport.ts';
import type { IdleClock } from './idle.ts';
import { type Link, link, type Reach } from './link.ts';
import type { Phoenix } from './phoenix.types.ts';

/** Options of {@link inMemory}. */
export interface MemoryOptions {
  /**
   * Carries everything that crosses the wire, either way; must keep the order. With a latency of 20 ms:
   * `(deliver) => clock.setTimeout(deliver, 20)`. @defaultValue at once, within the call
   */
  readonly schedule?: (deliver: () => void) => void;
  /** Where the idle timeout runs; without a clock there is none. */
  readonly clock?: IdleClock;
  /** Milliseconds of the client's silence after which the server closes with 1002. @defaultValue 60_000 */
  readonly idleTimeoutMs?: number;
}

/** A network with one server, and the ways it can fail. */
export interface Memory {
  /** Give it to a client as its `transport`. By default everything happens within the calls, `opened` within the first. */
  readonly transport: TransportFactory;
  /** What was dialed, from the first attempt on. */
  readonly requests: readonly TransportRequest[];
  /** From now on attempts get this HTTP status. */
  refuse(answer: { readonly httpStatus: number }): void;
  /** From now on attempts wait for one of the other four, which then decides about those that wait, too. */
  wait(): void;
  /** From now on attempts get no answer, until the client gives them up. */
  stall(): void;
  /** From now on attempts find nobody: 1006 with an error, as with a refused port. */
  unplug(): void;
  /** From now on attempts reach the server again. Those that stalled stay so. */
  accept(): void;
  /** Cuts all attempts and connections there are; clients see 1006. */
  drop(): void;
  /** Closes all connections from the server's side. */
  close(code: number): void;
  /** Makes all connections half-open: nothing gets through either way, and neither side is told. */
  freeze(): void;
}

/** Connects clients to a server without sockets, by the laws of `Transport`. There is no limit to a frame's size. */
export function inMemory(phoenix: Pick<Phoenix, 'connect'>, options: MemoryOptions = {}): Memory {
  const { schedule = (deliver) => deliver(), clock, idleTimeoutMs = 60_000 } = options;
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
  return {
    transport(request, sink) {
      requests.push(request);
      const ended = (attempt: Link) => links.delete(attempt);
      const attempt = link({ phoenix, reach, schedule, clock, idleTimeoutMs, ended }, request, sink);
      links.add(attempt);
      attempt.dial();
      return attempt.transport;
    },
    requests,
    refuse: ({ httpStatus }) => decide(httpStatus),
    wait: () => decide('undecided'),
    stall: () => decide('nowhere'),
    unplug: () => decide('nobody'),
    accept: () => decide('server'),
    drop: () => each((attempt) => attempt.cut()),
    close: (code) => each((attempt) => attempt.close(code)),
    freeze: () => each((attempt) => attempt.freeze()),
  };
}
