import type { ActorRef, MachineSnapshot, MetaObject, StateSchema } from 'xstate';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent } from './channel.events.ts';

/** The states of a channel, as `snapshot.value` has them. */
export type ChannelState =
  | 'joining'
  | 'joined'
  | { readonly 'rejoin-waiting': 'backoff' | 'queued' | 'offline' }
  | 'leaving'
  | 'left'
  | 'closed';

/** `joined`: messages arrive. `can-push`: a push is written at once or kept until it can be. */
export type ChannelTag = 'joined' | 'can-push';

/** What a channel ends with. */
export interface ChannelOutput {
  /** Whether the server has answered the leave. */
  readonly acknowledged: boolean;
}

/** A channel at one moment. */
export type ChannelSnapshot = MachineSnapshot<
  ChannelContext,
  ChannelEvent,
  Record<string, never>,
  ChannelState,
  ChannelTag,
  ChannelOutput,
  MetaObject,
  StateSchema
>;

/** One topic of a client. */
export type ChannelRef = ActorRef<ChannelSnapshot, ChannelEvent, ChannelEmitted>;
