import type { Frame, Transport, TransportFactory, TransportSink } from 'xstate-phoenix';

/** One dial of a lane, which the test plays. */
export interface Dial {
  readonly sink: TransportSink;
  readonly frames: Frame[];
  /** Whether the client has closed it. */
  isClosed: boolean;
  /** The close of the client is not answered at once. */
  keepsClose?: boolean;
}

/** A transport that the test plays. */
export interface Lane {
  readonly factory: TransportFactory;
  readonly dials: Dial[];
  /** The last dial. */
  readonly last: Dial;
  /** Opens the last dial. */
  open(): void;
  /** Answers the last frame of the last dial. */
  answer(): void;
  /** Opens the last dial, and answers its first frame. */
  works(): void;
  /** Ends the last dial from outside. */
  fail(code?: number): void;
}

export function lane(name: string, manner: Partial<Transport> = {}): Lane {
  const dials: Dial[] = [];
  const made: Lane = {
    dials,
    factory: (_, sink) => {
      const dial: Dial = { sink, frames: [], isClosed: false };
      dials.push(dial);
      return {
        name,
        send: (data) => void dial.frames.push(JSON.parse(String(data))),
        close: (code = 1000) => {
          if (dial.isClosed) return;
          dial.isClosed = true;
          if (!dial.keepsClose) sink.closed({ code, reason: '' });
        },
        ...manner,
      };
    },
    get last() {
      const dial = dials.at(-1);
      if (!dial) throw new Error(`Nobody has dialed ${name}.`);
      return dial;
    },
    open: () => made.last.sink.opened(),
    answer: () => {
      const [joinRef, ref, topic] = made.last.frames.at(-1) ?? [];
      made.last.sink.received(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
    },
    works: () => {
      made.open();
      made.answer();
    },
    fail: (code = 1006) => {
      made.last.isClosed = true;
      made.last.sink.closed({ code, reason: '' });
    },
  };
  return made;
}
