import type { ActorRef, EventObject, MachineSnapshot, MetaObject, StateSchema } from 'xstate';
import type { ConnectError } from '../../errors.ts';
import type { ChannelHost } from '../channel/channel.host.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import type { Hidden } from '../hidden.ts';
import type { Assigned } from './assigns.ts';
import type { ChannelsRef } from './channels.actor.ts';
import type { ClientEmitted } from './client.emitted.ts';
import type { ClientEvent } from './client.events.ts';
import type { Connection } from './connection.ts';
import type { HeartbeatPhase } from './heartbeat.phase.ts';
import type { PageRef } from './page.machine.ts';

/** The context of a client. */
export interface ClientContext extends HeartbeatPhase {
  /** Retries in a row since the connection was last stable; 0 for the first try. */
  readonly attempt: number;
  /** Attempts since the connection was last stable, the present one included. `maxAttempts` limits them. */
  readonly dials: number;
  /** Attempts in a row that the server answered with HTTP 401 or 403. */
  readonly refusals: number;
  /** How often the client has connected. */
  readonly connections: number;
  /** When the next attempt comes, as `Date.now()` gives it; null unless the client waits for one. */
  readonly retryAt: number | null;
  /** How long the wait that ends at `retryAt` is in all, in ms. */
  readonly retryInMs: number;
  /** When the server's `Retry-After` ends, in ms of `connection.time.now()`. */
  readonly heldBackUntil: number;
  /** How the last connection or attempt ended; null if none has. One that we gave up does not count. */
  readonly lastClose: { readonly code: number; readonly reason: string } | null;
  /**
   * Why the client is `failed`, or why the last attempt or connection ended; null once connected, and if nothing is known.
   */
  readonly error: ConnectError | null;
  /**
   * The transport of the present connection, or of the last one; null before the first. `name` is null for a transport that
   * has none. `why` tells why `fallback()` chose it, else it is null.
   */
  readonly transport: { readonly name: string | null; readonly why: string | null } | null;
  /**
   * Why the client is `disconnected`: it has not connected yet, `disconnect()` was called, or there was no topic for
   * `idleDisconnectMs`; null in other states.
   */
  readonly reason: 'never_connected' | 'requested' | 'idle' | null;
  /** The close code and reason of the last `disconnect()`, and whether the session is to be forgotten. */
  readonly closing: { readonly code: number; readonly reason: string; readonly forget: boolean };
  /** The `reason` of `client.stop`. */
  readonly stopReason: unknown;
  /** The user data of a client that `defineClient` made. */
  readonly assigns: Hidden<Assigned>;
  /** The events that a handler of such a client has raised last. */
  readonly raised: Hidden<readonly EventObject[]>;
  readonly connection: Connection<ClientRef>;
}

/** The states of a client: its `snapshot.value`. */
export type ClientState =
  | 'disconnected'
  | { readonly connecting: 'preparing' | 'dialing' }
  | {
      readonly connected: {
        readonly heartbeat: 'resting' | 'awaiting-ack' | 'off';
        readonly stability: 'fresh' | 'stable';
        readonly flow: 'flowing' | 'congested';
        readonly usage: 'used' | 'idle';
      };
    }
  | { readonly 'reconnect-waiting': 'backoff' | 'paused' | 'suspended' }
  | { readonly disconnecting: 'draining' | 'closing' }
  | 'failed'
  | 'stopped';

/** The output of a client that was ended by `client.stop`. */
export interface ClientOutput {
  /** The `reason` of `client.stop`. */
  readonly reason: unknown;
}

/** `connecting`: an attempt is made. `connected`: the connection is open. `stable`: it has been for `stableAfterMs`. */
export type ClientTag = 'connected' | 'connecting' | 'stable';

/** The snapshot of a client. */
export type ClientSnapshot = MachineSnapshot<
  ClientContext,
  ClientEvent,
  { readonly channels?: ChannelsRef; readonly page?: PageRef },
  ClientState,
  ClientTag,
  ClientOutput,
  MetaObject,
  StateSchema
>;

/** A running client: what `interpret(clientMachine, { input })` returns. */
export type ClientRef = ActorRef<ClientSnapshot, ClientEvent, ClientEmitted>;

/** The client that hosts a channel; null if another host does. */
export function clientOf(room: ChannelRef): ClientRef | null {
  const { host } = room.getSnapshot().context;
  return isOfClient(host) ? host.client : null;
}

/** Checked by its properties, since another copy of this package may have made it. */
function isOfClient(host: ChannelHost): host is Connection<ClientRef> {
  return 'client' in host && 'topics' in host;
}
