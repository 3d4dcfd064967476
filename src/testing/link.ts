import type { Transport, TransportClose, TransportRequest, TransportSink } from '../transport/transport.ts';
import { answerToClose } from './closing.ts';
import { IDLE_CODE, type IdleClock, type IdleWatch, watchIdle } from './idle.ts';
import type { Phoenix } from './phoenix.types.ts';
import type { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';
import { transportOf } from './transport.name.ts';

/** Where an attempt goes: to the server, nowhere, to a closed port, or to an HTTP status; or it is not decided yet. */
export type Reach = 'server' | 'nowhere' | 'nobody' | 'undecided' | number;

/** What a link needs. */
export interface LinkOptions {
  readonly phoenix: Pick<Phoenix, 'connect'>;
  readonly reach: Reach;
  readonly schedule: (deliver: () => void) => void;
  readonly clock: IdleClock | undefined;
  readonly idleTimeoutMs: number;
  /** Called just before the client hears `closed`. */
  readonly ended: (link: Link) => void;
}

/** The client's end of a link. */
export interface LinkTransport extends Transport {
  /** Calls `done` when the server has handled what was sent before; never if the connection ends before. */
  handled(done: () => void): void;
}

/** One attempt: the client's transport, and the ways to disturb it. */
export interface Link {
  dial(): void;
  /** Decides about an undecided attempt. Does nothing to any other. */
  decide(reach: Reach): void;
  readonly transport: LinkTransport;
  cut(): void;
  close(code: number): void;
  freeze(): void;
}

/** Makes a link. After `dial()`, `sink` hears `closed` exactly once, and nothing after it. */
export function link(options: LinkOptions, request: TransportRequest, sink: TransportSink): Link {
  const { phoenix, schedule, clock, idleTimeoutMs } = options;
  let { reach } = options;
  let phase: 'dialing' | 'open' | 'closing' | 'frozen' | 'closed' = 'dialing';
  let session: Session | undefined;
  let idle: IdleWatch | undefined;

  const finish = (close: Partial<TransportClose> = {}) => {
    if (phase === 'closed') return;
    phase = 'closed';
    options.ended(laid);
    sink.closed({ code: 1006, reason: '', ...close });
  };

  const serverEnd: SessionSink = {
    send: (data) =>
      schedule(() => {
        if (phase === 'open' || phase === 'closing')
          sink.received(typeof data === 'string' ? data : new Uint8Array(data).buffer);
      }),
    close: (code) => {
      idle?.stop();
      schedule(() => {
        if (phase !== 'frozen') finish({ code });
      });
    },
    drop: () => {
      idle?.stop();
      if (phase !== 'frozen') finish();
    },
  };

  const dial = () => {
    if (phase !== 'dialing' || reach === 'nowhere' || reach === 'undecided') return;
    if (reach === 'nobody') return finish({ error: new Error('Nobody listens there.') });
    if (typeof reach === 'number') return finish({ httpStatus: reach, headers: {} });
    const answer = phoenix.connect(request);
    if (!('open' in answer)) return finish({ httpStatus: answer.status, headers: {} });
    // Browsers and ws fail, too, if the server chooses none of the subprotocols that they offer.
    if (request.protocols.length > 0 && answer.protocol === undefined)
      return finish({ error: new Error('The server chose no subprotocol.') });
    const opened = answer.open(serverEnd);
    session = opened;
    phase = 'open';
    // Long polling has its own way to notice that a client is gone.
    if (clock && transportOf(request.url) === 'websocket')
      idle = watchIdle(clock, idleTimeoutMs, () => opened.close(IDLE_CODE));
    sink.opened({ headers: {} });
  };
  const laid: Link = {
    dial: () => schedule(dial),
    decide(decision) {
      if (reach !== 'undecided') return;
      reach = decision;
      schedule(dial);
    },
    transport: {
      send(data) {
        if (phase !== 'open') return;
        schedule(() => {
          if (phase !== 'open' && phase !== 'closing') return;
          idle?.heard();
          session?.receive(typeof data === 'string' ? data : new Uint8Array(data.slice(0)));
        });
      },
      handled: (done) =>
        schedule(() => {
          if (phase === 'open' || phase === 'closing') session?.handled(done);
        }),
      close(code) {
        // Do not wait for a server that can not be reached.
        if (phase === 'dialing' || phase === 'frozen') return finish();
        if (phase !== 'open') return;
        phase = 'closing';
        schedule(() => {
          idle?.stop();
          session?.ended();
          schedule(() => finish({ code: answerToClose(code) }));
        });
      },
    },
    cut() {
      session?.drop();
      finish();
    },
    close: (code) => session?.close(code),
    freeze() {
      if (phase === 'open') phase = 'frozen';
    },
  };
  return laid;
}
