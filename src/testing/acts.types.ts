import type { Payload } from '../listen.ts';
import type { Params } from './params.ts';
import type { Ref } from './wire.ts';

/** What all acts of clients have. */
interface Acted {
  /** When it came, in milliseconds of the server's clock. */
  readonly atMs: number;
  /** Which connection it came over: counts the attempts to connect, of all clients, from 1. */
  readonly connection: number;
}

/** A client dials. */
export interface ConnectAct extends Acted {
  readonly type: 'connect';
  /** As it was dialed, with its query. */
  readonly url: string;
  /** The params of `connect/3` in that query, nested as Plug reads them, without `vsn`. */
  readonly params: Params;
  readonly headers: Readonly<Record<string, string>>;
  /** The token of the subprotocols, decoded. */
  readonly authToken: string | undefined;
}

/** A client asks to join a topic. */
export interface JoinAct<P = Payload> extends Acted {
  readonly type: 'join';
  readonly topic: string;
  readonly params: P;
  readonly joinRef: Ref;
  /**
   * Answers a join that was held. What the client sent on the topic meanwhile is handled behind it.
   *
   * @param response - What the client is told. @defaultValue `{}`
   * @throws Error when it has its answer, when its connection is over, when an earlier join of the topic still waits
   *   on the same connection, or when the server has answered by itself, as for a topic of `channels`.
   */
  reply(status: 'ok' | 'error', response?: unknown): void;
}

/** A client leaves a topic; the server answers by itself. */
export interface LeaveAct extends Acted {
  readonly type: 'leave';
  readonly topic: string;
  readonly joinRef: Ref;
}

/** A client sends an event. */
export interface PushAct<P = Payload> extends Acted {
  readonly type: 'push';
  readonly topic: string;
  readonly event: string;
  readonly payload: P;
  readonly ref: Ref;
  readonly joinRef: Ref;
  /**
   * Replies to it, any time, even when the channel has ended since.
   *
   * @param status - `'ok'`, or any other, which the client takes for a refusal.
   * @param response - What the client is told. @defaultValue `{}`
   * @throws Error when its connection is over, or its topic was not joined.
   */
  reply(status: string, response?: unknown): void;
}

/** A client asks for a sign of life; the server gives it by itself. */
export interface HeartbeatAct extends Acted {
  readonly type: 'heartbeat';
  readonly ref: Ref;
}

/** A client closes its connection. One that gives up an attempt, or a frozen connection, does nothing a server could see. */
export interface DisconnectAct extends Acted {
  readonly type: 'disconnect';
  /** The close code; 1005 where the client gave none. */
  readonly code: number;
  readonly reason: string;
}

/** What a client did, as a server sees it. */
export type Act = ConnectAct | JoinAct | LeaveAct | PushAct | HeartbeatAct | DisconnectAct;
