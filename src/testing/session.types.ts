import type { JoinResult } from './channel.results.ts';
import type { ChannelProcess } from './channel.ts';
import type { Channel, ChannelHandlers } from './channel.types.ts';
import type { PresenceTracker } from './presence.ts';
import type { PubSub, Subscriber } from './pubsub.ts';
import type { Outgoing, ServerFrame, WireData } from './wire.ts';

/** The server's end of a transport. */
export interface SessionSink {
  send(data: WireData): void;
  /** Closes with a close frame. Nothing is sent after it. */
  close(code: number): void;
  /** Cuts the connection without a close frame. */
  drop(): void;
}

/** Shared by all connections of a server. */
export interface SessionWorld {
  readonly pubsub: PubSub;
  readonly presence: PresenceTracker;
  readonly maxChannels: number;
  route(topic: string): ChannelHandlers | undefined;
  crashed(error: Error, channel: Channel): void;
  observe(direction: 'in' | 'out', message: Outgoing): void;
  /** The connection is over, whoever ended it. */
  ended(): void;
}

/** A message in the mailbox of a connection. */
export type Letter =
  | { readonly type: 'received'; readonly data: WireData }
  | {
      readonly type: 'answered';
      readonly channel: ChannelProcess;
      readonly frame: ServerFrame;
      readonly result: JoinResult;
    }
  | { readonly type: 'deliver'; readonly message: Outgoing }
  | { readonly type: 'exited'; readonly channel: Subscriber; readonly event: string; readonly payload: object }
  | { readonly type: 'handled'; readonly done: () => void }
  | { readonly type: 'close'; readonly code: number };
