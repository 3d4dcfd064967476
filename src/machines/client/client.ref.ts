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

/** What a client knows. */
export interface ClientContext extends HeartbeatPhase {
  /** Retries in a row since the connection was last stable; 0 for the first try. */
  readonly attempt: number;
  /** Attempts since the connection was last stable, the present one included. */
  readonly dials: number;
  /** Upgrades in a row that were answered by 401 or 403. */
  readonly refusals: number;
  /** Connections so far. */
  readonly connections: number;
  /** Clock time of the next try in ms, null unless one is waited for. */
  readonly retryAt: number | null;
  /** The wait that ends at `retryAt`, in ms. */
  readonly retryInMs: number;
  /** Time in ms, by the clock of deadlines, until which the server asked to be left alone (`Retry-After`). */
  readonly heldBackUntil: number;
  /** How the last connection or attempt ended, unless it was given up before it did. */
  readonly lastClose: { readonly code: number; readonly reason: string } | null;
  /**
   * Why the client is `failed`, or the last attempt or connection ended; null once connected, and where nobody has said
   * why a connection ended.
   */
  readonly error: ConnectError | null;
  /** Why the client is `disconnected`: it never connected, or was asked to end; null in every other state. */
  readonly reason: 'never_connected' | 'requested' | null;
  /** How the connection shall be closed. */
  readonly closing: { readonly code: number; readonly reason: string };
  /** Why the client was stopped, as `client.stop` gave it. */
  readonly stopReason: unknown;
  /** The user data of a client that `defineClient` made. */
  readonly assigns: Hidden<Assigned>;
  /** What a handler of such a client has raised last. */
  readonly raised: Hidden<readonly EventObject[]>;
  readonly connection: Connection<ClientRef>;
}

/** The states of a client, as `snapshot.value` has them. */
export type ClientState =
  | 'disconnected'
  | { readonly connecting: 'preparing' | 'dialing' }
  | {
      readonly connected: {
        readonly heartbeat: 'resting' | 'awaiting-ack' | 'off';
        readonly stability: 'fresh' | 'stable';
        readonly flow: 'flowing' | 'congested';
      };
    }
  | { readonly 'reconnect-waiting': 'backoff' | 'paused' }
  | { readonly disconnecting: 'draining' | 'closing' }
  | 'failed'
  | 'stopped';

/** What a client ends with. */
export interface ClientOutput {
  /** As `client.stop` gave it. */
  readonly reason: unknown;
}

/** `connected`: frames go out. `connecting`: an attempt is made. `stable`: the connection has lived for `stableAfterMs`. */
export type ClientTag = 'connected' | 'connecting' | 'stable';

/** A client at one moment. */
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

/** The client that hosts a channel; null where somebody else does. */
export function clientOf(room: ChannelRef): ClientRef | null {
  const { host } = room.getSnapshot().context;
  return isOfClient(host) ? host.client : null;
}

/** A client is what has topics, and nobody else has. Told by its parts, since another copy of this package may have made it. */
function isOfClient(host: ChannelHost): host is Connection<ClientRef> {
  return 'client' in host && 'topics' in host;
}
