import type { ActorRef, MachineSnapshot, MetaObject, StateSchema } from 'xstate';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent } from './channel.events.ts';

/** The states of a channel: its `snapshot.value`. */
export type ChannelState =
  | 'joining'
  | 'joined'
  | { readonly 'rejoin-waiting': 'backoff' | 'queued' | 'offline' }
  | 'leaving'
  | 'left'
  | 'closed';

/** `joined`: messages arrive. `can-push`: a push is written at once, or waits until it can be written. */
export type ChannelTag = 'joined' | 'can-push';

/** The output of a channel that was left. */
export interface ChannelOutput {
  /** Whether the server answered the leave. */
  readonly acknowledged: boolean;
}

/** The snapshot of a channel. */
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

/** The actor of a topic: what `join()` returns. */
export type ChannelRef = ActorRef<ChannelSnapshot, ChannelEvent, ChannelEmitted>;
