import type { ActorOptions } from 'xstate';
import type { ClientMachine } from '../machines/client/client.logic.ts';
import type { SessionMemory } from './session.ts';

/** A message as a {@link Socket} shows it. */
export interface SocketMessage {
  topic: string;
  event: string;
  payload: unknown;
  ref?: string | null | undefined;
  join_ref?: string | null | undefined;
}

/**
 * What `JSON.parse` gives, as TypeScript has it: you may use it as you like. Programs that were written for `@types/phoenix` do.
 * Wherever it stands, you can say what it is: `channel.on<Message>('new_msg', ...)`.
 */
export type Untyped = ReturnType<typeof JSON.parse>;

/** The reply to a push. */
export interface PushResponse {
  status: string;
  response: unknown;
}

/** The part of a WebSocket that a {@link Socket} uses. */
export interface Conn {
  readyState: number;
  onopen: unknown;
  onerror: unknown;
  onmessage: unknown;
  onclose: unknown;
  readonly bufferedAmount?: number;
  /** Set before it opens. */
  binaryType?: string;
  /** Set before it opens; `LongPoll` reads it. */
  timeout?: number;
  /** Set before it opens, if it is there: the clock of its timers. */
  clock?: ActorOptions<ClientMachine>['clock'];
  /** True for a transport that notices by itself that the server is gone. */
  readonly skipHeartbeat?: boolean;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
}

/** A transport: the class of a WebSocket, or one of its shape. */
export type ConnClass = new (url: string, protocols?: string[]) => Conn;

/** The class of a connection, as a program gives it: it has to make a {@link Conn}. */
export type TransportClass = new (endPoint: string, protocols?: string[]) => object;

// Written as methods, whose parameters TypeScript compares in both directions: an option of `@types/phoenix` fits.

/** Writes a message, and calls back with the data to send. It may do so later. */
export type Encode = {
  encode(message: SocketMessage, callback: (data: string | ArrayBuffer) => void): unknown;
}['encode'];

/** Reads what has come, and calls back with the message. It may do so later. */
export type Decode = {
  decode(data: string | ArrayBuffer, callback: (message: SocketMessage) => void): unknown;
}['decode'];

/** Is told what a {@link Socket} does. */
export type SocketLogger = (kind: string, message: string, data: Untyped) => void;

/** The type of the bytes that a connection gives. */
export type BinaryType = 'arraybuffer' | 'blob';

/** What has become of a heartbeat. `disconnected`: it could not be sent. `error`: it was answered, but not with ok. */
export type HeartbeatStatus = 'sent' | 'ok' | 'error' | 'timeout' | 'disconnected';

/** Is told of heartbeats: with `ok` and `error`, how many ms the answer has taken. */
export type HeartbeatCallback = (status: HeartbeatStatus, latencyMs?: number) => void;

/** Params that are sent: an object, or a function that gives one. */
export type Params = object | (() => object);

/** The options of a {@link Socket}: those of phoenix.js, three of Supabase's fork of it, and two of ours. Unknown ones are ignored. */
export interface SocketOptions {
  /** The class of the connection. @defaultValue the global `WebSocket`; in Node versions without one, that of `ws`; then `LongPoll` */
  readonly transport?: TransportClass | undefined;
  /** Writes messages. @defaultValue `Serializer.encode` */
  readonly encode?: ((message: SocketMessage, callback: (data: Untyped) => void) => unknown) | undefined;
  /** Reads messages: texts, and `ArrayBuffer`s where the server sends bytes. @defaultValue `Serializer.decode` */
  readonly decode?: ((data: string, callback: (message: Untyped) => void) => unknown) | undefined;
  /** Milliseconds that a join, a leave or a push has to be answered. @defaultValue 10000 */
  readonly timeout?: number | undefined;
  /** Milliseconds between heartbeats, and that the server has to answer one. @defaultValue 30000 */
  readonly heartbeatIntervalMs?: number | undefined;
  /** Whether heartbeats are sent by themselves. If not, the program calls `sendHeartbeat()`. @defaultValue true */
  readonly autoSendHeartbeat?: boolean | undefined;
  /** Is told what becomes of each heartbeat. @defaultValue none */
  readonly heartbeatCallback?: HeartbeatCallback | undefined;
  /**
   * Called before each attempt to reconnect, which waits for its promise. If it throws or rejects, the attempt has failed, and
   * the next one calls it again. @defaultValue none
   */
  readonly beforeReconnect?: (() => void | PromiseLike<void>) | undefined;
  /** Milliseconds before an attempt to reconnect; 1 is the first. @defaultValue 10, 50, 100 and so on, as in phoenix.js */
  readonly reconnectAfterMs?: ((tries: number) => number) | undefined;
  /** Milliseconds before a channel is joined again; 1 is the first try. @defaultValue 1000, 2000, 5000, then 10000 */
  readonly rejoinAfterMs?: ((tries: number) => number) | undefined;
  /** Is told what the socket does. @defaultValue none */
  readonly logger?: SocketLogger | null | undefined;
  /** Writes what `logger` would be told to the console. @defaultValue false */
  readonly debug?: boolean | undefined;
  /** Milliseconds that a request of `LongPoll` has. @defaultValue 20000 */
  readonly longpollerTimeout?: number | undefined;
  /**
   * Milliseconds that the transport has to open, and then to answer. After that the socket goes over to `LongPoll`.
   * @defaultValue none: it does not
   */
  readonly longPollFallbackMs?: number | undefined;
  /** Where the fallback is remembered for the next page. @defaultValue `sessionStorage`, where there is one */
  readonly sessionStorage?: SessionMemory | undefined;
  /** The params of the server's `connect/3`, or a function that is called at each attempt. @defaultValue none */
  readonly params?: Params | undefined;
  /** The token that the server finds in `connect_info.auth_token`, or a function. Null means that there is none. */
  readonly authToken?: string | null | (() => string | null | undefined) | undefined;
  /** The `binaryType` of the connection. @defaultValue `'arraybuffer'` */
  readonly binaryType?: BinaryType | undefined;
  /** The version of the protocol that the url asks for. @defaultValue `'2.0.0'` */
  readonly vsn?: string | undefined;
  /** The clock of all timers. @defaultValue that of the platform */
  readonly clock?: ActorOptions<ClientMachine>['clock'] | undefined;
  /** Sees all that the charts do, as that of XState's `createActor`. @defaultValue none */
  readonly inspect?: ActorOptions<ClientMachine>['inspect'] | undefined;
}

/** The options that phoenix.js does not have. */
type Added = 'autoSendHeartbeat' | 'beforeReconnect' | 'clock' | 'heartbeatCallback' | 'inspect';

/** The options of a {@link Socket}, all given; `@types/phoenix` has this name. */
export type SocketConnectOption = {
  [Name in Exclude<keyof SocketOptions, Added>]-?: NonNullable<SocketOptions[Name]>;
} & Pick<SocketOptions, Added>;
