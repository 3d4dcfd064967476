import type { ConnectError } from '../errors.ts';
import type { LossCause } from '../machines/client/client.emitted.ts';
import type { TransportCommand } from '../machines/client/transport.actor.ts';

/** What the chart of a pool's size hears of its connections, each by its id. */
export type MemberFact =
  | { readonly type: 'member.opened'; readonly id: string }
  /** It tries again by itself. */
  | ({ readonly type: 'member.lost'; readonly id: string } & Loss)
  /** It has failed for good. */
  | ({ readonly type: 'member.failed'; readonly id: string } & Loss)
  | { readonly type: 'member.closed'; readonly id: string };

/** Why a connection is not open. */
export interface Loss {
  readonly code: number;
  readonly reason: string;
  readonly cause: LossCause;
  readonly error: ConnectError | null;
}

/** All events of the chart. */
export type SizeEvent =
  | MemberFact
  /** The pool begins an attempt. */
  | { readonly type: 'attempt.begun' }
  /** Topics begin or cease to wait for a connection, or a connection has no topic any more, or one again. */
  | { readonly type: 'topics.counted' }
  | TransportCommand
  | ChildEnd;

/** A connection's actor has thrown, or was ended by somebody. XState says so. */
interface ChildEnd {
  readonly type: `xstate.${'error' | 'done'}.actor.${string}`;
  readonly actorId: string;
  readonly error?: unknown;
}

/** How many connections a pool has: the states of its chart. */
export type PoolSize =
  /** The first connection is dialed. */
  | 'opening'
  /** Topics wait for a connection that is dialed; or for the next attempt at one, in `resting`. */
  | { readonly growing: 'dialing' | 'resting' }
  /** Every topic has a connection, and every connection has topics. */
  | 'steady'
  /** Topics wait, and there may not be more connections. */
  | 'full'
  /** A connection has no topics, and is closed unless it gets one soon. */
  | 'shrinking'
  /** The pool disconnects. */
  | 'closing'
  | 'closed';
