import type {
  Transport,
  TransportClock,
  TransportClose,
  TransportFactory,
  TransportRequest,
  TransportSink,
} from '../transport/transport.ts';

/**
 * Why a transport was given up: `failed`, it could not be opened; `late`, it did not open in time; `silent`, it opened and did
 * not answer.
 */
export type TrialFailure = 'failed' | 'late' | 'silent';

const unknown: TransportClose = { code: 1006, reason: '' };

/** One transport that may not work; empty until {@link tryOut} dials it. */
export interface Trial {
  /** The transport; absent while it is being made. */
  transport?: Transport;
  close?: Transport['close'];
}

/** What to dial, and how long that may take. */
export interface Terms {
  readonly factory: TransportFactory;
  readonly request: TransportRequest;
  readonly clock: TransportClock;
  /** Milliseconds to open and to answer a heartbeat; undefined if it is enough to open. */
  readonly limitMs: number | undefined;
}

/**
 * Dials a transport, and fills in the trial. The sink hears of it once it has opened or, with a limit, has answered a
 * heartbeat. If it does not come to that, `failed` is called.
 */
export function tryOut(
  trial: Trial,
  { factory, request, clock, limitMs }: Terms,
  sink: TransportSink,
  failed: (why: TrialFailure, close: TransportClose) => void,
): void {
  let stage: 'dialing' | 'asking' | 'open' | 'closing' | 'over' = 'dialing';
  let response: Parameters<TransportSink['opened']>[0];

  const end = (close: TransportClose, why: TrialFailure = 'failed') => {
    const ended = stage;
    stage = 'over';
    clock.clearTimeout(timer);
    if (ended === 'open' || ended === 'closing') sink.closed(close);
    else if (ended !== 'over') failed(ended === 'asking' ? 'silent' : why, close);
  };
  const ask = () => {
    if (stage !== 'asking') return;
    if (!limitMs || !sink.heartbeat) answer();
    else trial.transport?.send(sink.heartbeat());
  };
  const answer = () => {
    if (stage !== 'asking') return;
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
      end(unknown, 'late');
      trial.transport?.close();
    }, limitMs);

  try {
    trial.transport = factory(request, {
      ...sink,
      opened: (headers) => {
        if (stage !== 'dialing') return;
        stage = 'asking';
        response = headers;
        if (trial.transport) ask();
      },
      received: (data) => {
        answer();
        if (stage !== 'over') sink.received(data);
      },
      unreadable: (why) => {
        answer();
        if (stage !== 'over') sink.unreadable(why);
      },
      closed: end,
    });
    // It may have opened before it was returned.
    ask();
  } catch (error) {
    end(error instanceof Error ? { ...unknown, error } : unknown);
  }
}
