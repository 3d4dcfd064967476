import type { Transport, TransportClose, TransportRequest, TransportSink } from '../transport/transport.ts';
import { answerToClose } from './closing.ts';
import { IDLE_CODE, type IdleClock, type IdleWatch, watchIdle } from './idle.ts';
import type { Phoenix } from './phoenix.types.ts';
import type { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';

/** How an attempt in memory ends: at the server, nowhere, at a closed port, or with an HTTP status; or not decided yet. */
export type Reach = 'server' | 'nowhere' | 'nobody' | 'undecided' | number;

/** What a link is laid through. */
export interface LinkOptions {
  readonly phoenix: Pick<Phoenix, 'connect'>;
  readonly reach: Reach;
  readonly schedule: (deliver: () => void) => void;
  readonly clock: IdleClock | undefined;
  readonly idleTimeoutMs: number;
  /** The client has been told `closed`. */
  readonly ended: (link: Link) => void;
}

/** One attempt: the client's end, and a hand on the wire. */
export interface Link {
  dial(): void;
  /** Decides about an attempt that is undecided; any other stays what it is. */
  decide(reach: Reach): void;
  readonly transport: Transport;
  cut(): void;
  close(code: number): void;
  freeze(): void;
}

/** Lays a link. Once it is dialed, `sink` hears `closed` once, whatever happens, and nothing behind it. */
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
    // What browsers and ws do with an answer that chose none of the subprotocols they offered (semantics 98).
    if (request.protocols.length > 0 && answer.protocol === undefined)
      return finish({ error: new Error('The server chose no subprotocol.') });
    const opened = answer.open(serverEnd);
    session = opened;
    phase = 'open';
    if (clock) idle = watchIdle(clock, idleTimeoutMs, () => opened.close(IDLE_CODE));
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
      close(code) {
        // A peer that can not be reached is not waited for; there is no clock to do it by.
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
