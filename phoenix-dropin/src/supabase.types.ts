/** The names of types that only `@supabase/phoenix` exports. `@supabase/realtime-js` has them in its declarations. */
import type {
  Binding,
  CloseCallback,
  ErrorCallback,
  MessageCallback,
  OpenCallback,
  Presence,
  Ref,
  SocketMessage,
  StateChangeCallbacks,
} from 'xstate-phoenix/phoenix';

export type Params = Record<string, unknown>;
export type ChannelEvent = 'phx_close' | 'phx_error' | 'phx_join' | 'phx_leave' | 'phx_reply';
export type ChannelBindingCallback = Binding['callback'];
export type ChannelOnErrorCallback = (reason: unknown) => void;
export type ChannelOnMessage = (event: string, payload?: unknown, ref?: Ref, joinRef?: Ref) => unknown;
export type ChannelFilterBindings = (binding: Binding, payload: unknown, ref?: Ref) => boolean;
export type PresenceState = Presence['state'][string];
export type Message<Payload> = SocketMessage & { payload: Payload };
export type Encode<Result> = (
  message: Message<Record<string, unknown>>,
  callback: (data: ArrayBuffer | string) => Result,
) => Result;
export type Decode<Result> = (data: ArrayBuffer | string, callback: (message: Message<unknown>) => Result) => Result;
export type SocketState = 0 | 1 | 2 | 3;
export type SocketOnOpen = OpenCallback;
export type SocketOnClose = CloseCallback;
export type SocketOnError = ErrorCallback;
export type SocketOnMessage = MessageCallback;
export type SocketStateChangeCallbacks = StateChangeCallbacks;
export type Transport = 'longpoll' | 'websocket';
export type Vsn = '1.0.0' | '2.0.0';
