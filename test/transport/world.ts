import type { TransportClose, TransportRequest } from '../../src/transport/transport.ts';

/** One call of a sink. */
export type Heard =
  | { readonly type: 'opened'; readonly headers?: Readonly<Record<string, string>> | undefined }
  | { readonly type: 'received'; readonly data: string | ArrayBuffer }
  | { readonly type: 'unreadable'; readonly why: string }
  | { readonly type: 'closed'; readonly close: TransportClose };

/** One call of a transport's verbs, as data, so that it can be made in another process too. */
export type Step =
  | readonly ['send', string | Uint8Array]
  | readonly ['close']
  | readonly ['close', number]
  | readonly ['close', number, string];

/** Calls to make in the task of the dial, or from inside a call of the sink. */
export interface Plan {
  readonly atOnce?: readonly Step[];
  readonly onOpened?: readonly Step[];
  readonly onClosed?: readonly Step[];
}

/** One attempt, and what its sink has heard. */
export interface Attempt {
  /** Makes the calls, in one task. Rejects with what one of them threw. */
  perform(...steps: readonly Step[]): Promise<void>;
  /** All calls of the sink, as soon as there are `count` of `type`. */
  until(type: Heard['type'], count?: number): Promise<readonly Heard[]>;
}

/** The server's side of one connection. */
export interface Peer {
  /** The header with the subprotocols; undefined without it. */
  readonly asked: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  send(data: string | Uint8Array): void;
  /** Sends one message in several frames. */
  sendFragments(...parts: readonly string[]): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection without a close frame. */
  drop(): void;
  /** The next message it received. */
  next(): Promise<string | Uint8Array>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** How a server answers. */
export interface Manners {
  /** Answers every upgrade with this HTTP status, and the header `x-why: because`. */
  readonly refuse?: number;
  /** Upgrades, then never reads or writes again; or does not even upgrade. */
  readonly silent?: 'after-upgrade' | 'at-once';
  /** Which of the subprotocols to choose; the first unless given. */
  readonly choose?: (asked: ReadonlySet<string>) => string | false;
}

export interface Server<P extends Peer = Peer> {
  /** Where to dial it. */
  readonly url: string;
  /** The next connection that was made to it. */
  accept(): Promise<P>;
  close(): Promise<void>;
}

/** What the laws need: a transport, a server and a clock. */
export interface World {
  dial(request: Pick<TransportRequest, 'url'> & Partial<TransportRequest>, plan?: Plan): Promise<Attempt>;
  serve(manners?: Manners): Promise<Server>;
  /** Stops the timers around the transport, so that a law about time costs none. */
  freeze(): Promise<Clock> | Clock;
  /** What some transports can and others can not. */
  readonly can: {
    readonly sendHeaders: boolean;
    readonly tellHttpStatus: boolean;
    /**
     * False for long polling, which has nothing in the place of some frames of a WebSocket: it asks for no subprotocol, tells
     * neither side a close code, and Phoenix can send no fragments and no bytes over it.
     */
    readonly sendFrames: boolean;
  };
}

export interface Clock {
  advance(ms: number): Promise<void> | void;
  /** Starts the timers again. */
  thaw(): Promise<void> | void;
}
