import type { TransportClock, TransportFactory } from '../transport/transport.ts';
import { type FallbackMemory, remember } from './memory.ts';
import { type Trial, trials } from './trial.ts';

/** Options of {@link fallback}. */
export interface FallbackOptions {
  /**
   * Milliseconds that a transport has to open and to answer a heartbeat, until it has answered once. Then the next one is
   * dialed. All of them together have `connectTimeoutMs`. @defaultValue 2500
   */
  readonly afterMs?: number;
  /** Milliseconds until the first transport is tried again while another one is in use. @defaultValue 60000 */
  readonly probeMs?: number;
  /**
   * Where the choice is remembered for the next page of a site; null for nowhere.
   * @defaultValue `sessionStorage`, where there is one
   */
  readonly memory?: FallbackMemory | null | undefined;
}

/**
 * Why a transport is in use. `preferred`: it is the first. `remembered`: an earlier page chose it. Otherwise, why the one
 * before it was given up.
 */
export type FallbackReason = 'preferred' | 'remembered' | 'unopened' | 'unanswered';

/** Each frame gives a transport so much trust, and each end takes one. Without trust, it has to answer a heartbeat again. */
const TRUST = 4;
/** While pushes wait for their replies, the move to the first transport is put off by so many milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * Dials the first of several transports, and another one in order where that does not work: it can not be opened, or does not
 * open and answer within `afterMs`. Some networks refuse WebSockets, or let them open and swallow every frame. A transport
 * that has answered before is trusted: its failures are those of the server, until there are three in a row.
 *
 * While another transport is in use, the first one is tried again every `probeMs`, by a connection that joins no topic. As
 * soon as it answers and no push waits for its reply, the client moves to it, and joins its topics again.
 *
 * `context.transport` of the client tells which one is in use and why: a {@link FallbackReason}. Use one `fallback()` for each
 * client, because it remembers what has worked.
 *
 * @param transports - In the order of preference, such as `[websocket(), longPoll()]`.
 */
export function fallback(
  transports: readonly [TransportFactory, ...TransportFactory[]],
  { afterMs = 2_500, probeMs = 60_000, memory }: FallbackOptions = {},
): TransportFactory {
  const [first] = transports;
  const last = transports.length - 1;
  let [index = 0, until = 0] = remember(memory).split(' ').map(Number);
  let why: FallbackReason = 'remembered';
  let trust = 0;
  const choose = (next: number, reason: FallbackReason = 'preferred') => {
    index = next;
    why = reason;
    trust = 0;
  };
  const isTrusted = () => index === last || trust > 0;

  return (request, sink) => {
    const clock: TransportClock = sink.clock ?? globalThis;
    const now = () => clock.now?.() ?? Date.now();
    let current: Trial | undefined;
    let probe: Trial | undefined;
    let timer: unknown;
    const later = (act: () => void, ms = probeMs) => {
      timer = clock.setTimeout(act, ms);
    };
    const rest = () => {
      clock.clearTimeout(timer);
      const given = probe;
      probe = undefined;
      given?.close?.();
    };
    const tryOut = trials(request, sink, clock);

    const dial = () => {
      current = {};
      tryOut(
        current,
        transports[index] ?? first,
        !isTrusted() && afterMs,
        {
          opened: (response) => {
            until = now() + probeMs;
            remember(memory, `${index} ${until}`);
            if (index > 0) later(probeFirst);
            sink.opened(response);
          },
          received: (data) => {
            trust = TRUST;
            sink.received(data);
          },
          closed: (close) => {
            trust -= 1;
            rest();
            sink.closed(close);
          },
        },
        (reason, close) => {
          trust -= 1;
          if (isTrusted()) {
            if (index === last) choose(0);
            sink.closed(close);
          } else {
            choose(index + 1, reason);
            dial();
          }
        },
      );
    };
    const probeFirst = () => {
      let works = false;
      probe = {};
      tryOut(
        probe,
        first,
        afterMs,
        {
          opened: () => {
            works = true;
            probe?.close?.();
          },
          received() {},
          closed: () => {
            if (works && probe) move();
          },
        },
        () => later(probeFirst),
      );
    };
    const move = () => {
      choose(0);
      later(move, PATIENCE_MS);
      sink.outdated?.();
    };

    if (index ? !transports[index] || !(now() < until) : !trust) choose(0);
    dial();
    return {
      send: (data) => current?.transport?.send(data),
      close: (code, reason) => {
        rest();
        current?.close?.(code, reason);
      },
      get bufferedAmount() {
        return current?.transport?.bufferedAmount;
      },
      get name() {
        return current?.transport?.name;
      },
      get why() {
        return why;
      },
      get heartbeats() {
        return current?.transport?.heartbeats;
      },
      get goodbyes() {
        return current?.transport?.goodbyes;
      },
    };
  };
}
