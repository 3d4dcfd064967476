/**
 * What npm `phoenix` exports, on the statecharts of xstate-phoenix, with the members and the types of `@supabase/phoenix`.
 *
 * @module xstate-phoenix-dropin
 */

export * from 'xstate-phoenix/phoenix';
export type {
  ChannelBindingCallback,
  ChannelEvent,
  ChannelFilterBindings,
  ChannelOnErrorCallback,
  ChannelOnMessage,
  Decode,
  Encode,
  Message,
  Params,
  PresenceState,
  SocketOnClose,
  SocketOnError,
  SocketOnMessage,
  SocketOnOpen,
  SocketState,
  SocketStateChangeCallbacks,
  Transport,
  Vsn,
} from './supabase.types.ts';
