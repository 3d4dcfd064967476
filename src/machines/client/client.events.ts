import type { WhenNotJoined } from '../../configuration.types.ts';
import type { ConnectError } from '../../errors.ts';
import type { JoinParams } from '../channel/join.options.ts';
import type { Assigned } from './assigns.ts';
import type { CallbackFact } from './callbacks.facts.ts';
import type { FrameDropped, ListenerFailed, LossCause } from './client.emitted.ts';

/** Commands are imperative: somebody asks. Those of a topic are handed on to its channel. */
export type ClientCommand =
  | { readonly type: 'client.connect' }
  /** A code is 1000 or from 3000 to 4999 (semantics 83); another one is replaced by 1000. */
  | { readonly type: 'client.disconnect'; readonly code?: number; readonly reason?: string }
  /** Gives up the present connection or attempt and dials anew. */
  | { readonly type: 'client.reconnect' }
  /** Ends the client for good: it is done, and its output tells the reason. */
  | { readonly type: 'client.stop'; readonly reason?: unknown }
  /** Asks what only a client with `onCall` can answer; made by {@link call}. */
  | { readonly type: 'client.call'; readonly call: unknown }
  /** Merges into the user data of the client. */
  | { readonly type: 'client.assign'; readonly change: (assigns: Assigned) => object }
  | { readonly type: 'channel.join'; readonly topic: string; readonly params?: JoinParams }
  | { readonly type: 'channel.leave'; readonly topic: string }
  | {
      readonly type: 'channel.push';
      readonly topic: string;
      readonly event: string;
      readonly payload: unknown;
      /** Comes back with the outcome. */
      readonly id?: string;
    }
  | {
      readonly type: 'channel.cast';
      readonly topic: string;
      readonly event: string;
      readonly payload: unknown;
      readonly whenNotJoined?: WhenNotJoined;
    };

/** The signs of life that end a wait at once, and have a connection checked. */
export type WakeFact =
  | { readonly type: 'network.online' }
  | { readonly type: 'page.visible' }
  | { readonly type: 'page.resumed' };

/** What a page tells of itself and its network. The last word counts, in whatever state it comes. */
export type PageFact = WakeFact | { readonly type: 'network.offline' } | { readonly type: 'page.hidden' };

/** Facts are past participles: something happened and can not be refused. */
export type ClientFact =
  | PageFact
  /** The client was stopped, and is started again. */
  | { readonly type: 'client.restarted' }
  /** `onStart` has been called, and what it asked has been dealt with. Told only where there is one. */
  | { readonly type: 'client.prepared' }
  /** Url, params and token are known; the handshake begins. */
  | { readonly type: 'transport.prepared' }
  | { readonly type: 'transport.opened'; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly type: 'transport.closed';
      readonly code: number;
      readonly reason: string;
      /** Why, where somebody has said why. */
      readonly error?: ConnectError | null;
    }
  /** Nothing can be sent any more: the transport threw, or the serializer at a heartbeat. */
  | { readonly type: 'transport.broken'; readonly error: ConnectError }
  /** The attempt ended without a connection. */
  | { readonly type: 'transport.failed'; readonly error: ConnectError; readonly code: number; readonly reason: string }
  /** The socket holds more unsent bytes than `maxBufferedAmount`. */
  | { readonly type: 'transport.congested' }
  | { readonly type: 'heartbeat.acknowledged'; readonly ref: string }
  /** Time to look whether the answer to the heartbeat is overdue. */
  | { readonly type: 'heartbeat.due' }
  /** The end of the present heartbeat is overdue by the clock on the wall: the machine slept (semantics 56). */
  | { readonly type: 'heartbeat.overdue' }
  /** An open connection has ended, by whichever of the facts above. */
  | {
      readonly type: 'connection.lost';
      readonly code: number;
      readonly reason: string;
      readonly cause: LossCause;
      readonly error: ConnectError | null;
    }
  /** Time to look at the socket's buffer again. */
  | { readonly type: 'buffer.due' }
  | ListenerFailed
  | FrameDropped
  | CallbackFact;

/** All that a client takes. */
export type ClientEvent = ClientCommand | ClientFact;

/** An event of a client by its type. */
export type ClientEventOf<T extends ClientEvent['type']> = Extract<ClientEvent, { type: T }>;
