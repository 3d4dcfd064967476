import type { Payload } from '../listen.ts';
import type { Params } from './params.ts';
import type { TransportName } from './transport.name.ts';
import type { Ref } from './wire.ts';

/** What every act has. */
interface Acted {
  /** When the server saw it, in milliseconds of the server's clock. */
  readonly atMs: number;
  /** The number of its connection. All attempts to connect are counted from 1, whichever client makes them. */
  readonly connection: number;
}

/** A client tries to connect. */
export interface ConnectAct extends Acted {
  readonly type: 'connect';
  readonly transport: TransportName;
  /** The url that the client dialed, with its query. */
  readonly url: string;
  /**
   * The params of that query as `connect/3` gets them, without `vsn`. Plug nests them: `a[b]=1` is `{ a: { b: '1' } }`.
   */
  readonly params: Params;
  readonly headers: Readonly<Record<string, string>>;
  /** The auth token, decoded. It travels in the subprotocols, or in a header of long polling. */
  readonly authToken: string | undefined;
}

/** A client asks to join a topic. */
export interface JoinAct<P = Payload> extends Acted {
  readonly type: 'join';
  readonly topic: string;
  readonly params: P;
  readonly joinRef: Ref;
  /**
   * Answers a join that was held. Then the server handles what the client has sent on the topic meanwhile.
   *
   * @param response - The response that the client gets. @defaultValue `{}`
   * @throws Error when the join has been answered, when its connection is over, when an earlier join of the topic still
   *   waits on the same connection, or when the server has answered by itself, as it does for the topics of `channels`.
   */
  reply(status: 'ok' | 'error', response?: unknown): void;
}

/** A client leaves a topic. The server answers by itself. */
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
   * Replies to the push. You can reply at any time, even after the channel has ended.
   *
   * @param status - `'ok'`. The client takes any other status for a refusal.
   * @param response - The response that the client gets. @defaultValue `{}`
   * @throws Error when its connection is over, or its topic was not joined.
   */
  reply(status: string, response?: unknown): void;
}

/** A client sends a heartbeat. The server answers by itself. */
export interface HeartbeatAct extends Acted {
  readonly type: 'heartbeat';
  readonly ref: Ref;
}

/**
 * A client closes its connection. If it gives up an attempt, or a frozen connection, the server sees nothing. A client of
 * long polling closes by an end of its polls, which says neither code nor reason.
 */
export interface DisconnectAct extends Acted {
  readonly type: 'disconnect';
  /** The close code; 1005 if the client gave none. */
  readonly code: number;
  readonly reason: string;
}

/** Something a client did, as the server sees it. */
export type Act = ConnectAct | JoinAct | LeaveAct | PushAct | HeartbeatAct | DisconnectAct;
