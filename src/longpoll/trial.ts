import type {
  Transport,
  TransportClock,
  TransportClose,
  TransportFactory,
  TransportRequest,
  TransportSink,
} from '../transport/transport.ts';

/** Why a transport was given up: it did not open in time or at all, or it opened and did not answer. */
export type TrialFailure = 'unopened' | 'unanswered';

const unknown: TransportClose = { code: 1006, reason: '' };

/** One transport that may not work; empty until {@link tryOut} dials it. */
export interface Trial {
  /** The transport; absent while it is being made. */
  transport?: Transport;
  close?: Transport['close'];
}

/** What is heard of a transport. Everything else goes to the sink of the client. */
type Hearing = Pick<TransportSink, 'opened' | 'received' | 'closed'>;

/** Fills in a trial: see {@link trials}. */
export type TryOut = (
  trial: Trial,
  factory: TransportFactory,
  limitMs: number | false,
  hearing: Hearing,
  failed: (why: TrialFailure, close: TransportClose) => void,
) => void;

/**
 * Makes a function that dials a transport. It is heard of once it has opened or, with a limit, has answered a heartbeat within
 * so many milliseconds. If it does not come to that, `failed` is called.
 */
export function trials(request: TransportRequest, client: TransportSink, clock: TransportClock): TryOut {
  return (trial, factory, limitMs, hearing, failed) => {
    const sink = { ...client, ...hearing };
    let stage: TrialFailure | 'open' | 'closing' | 'over' = 'unopened';
    let response: Parameters<TransportSink['opened']>[0];

    const end = (close: TransportClose) => {
      const ended = stage;
      stage = 'over';
      clock.clearTimeout(timer);
      if (ended === 'open' || ended === 'closing') sink.closed(close);
      else if (ended !== 'over') failed(ended, close);
    };
    const ask = () => {
      if (stage !== 'unanswered') return;
      const heartbeat = limitMs && sink.heartbeat?.();
      if (heartbeat) trial.transport?.send(heartbeat);
      else answer();
    };
    const answer = () => {
      if (stage !== 'unanswered') return;
      stage = 'open';
      clock.clearTimeout(timer);
      sink.opened(response);
    };
    trial.close = (code, reason) => {
      stage = 'closing';
      clock.clearTimeout(timer);
      trial.transport?.close(code, reason);
    };
    const timer =
      limitMs &&
      clock.setTimeout(() => {
        end(unknown);
        trial.transport?.close();
      }, limitMs);

    try {
      trial.transport = factory(request, {
        ...sink,
        opened: (headers) => {
          if (stage !== 'unopened') return;
          stage = 'unanswered';
          response = headers;
          if (trial.transport) ask();
        },
        received: (data) => {
          answer();
          if (stage !== 'over') sink.received(data);
        },
        closed: end,
      });
      // It may have opened before it was returned.
      ask();
    } catch (error) {
      end(error instanceof Error ? { ...unknown, error } : unknown);
    }
  };
}
