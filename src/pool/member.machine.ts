import type { ActorLogic, ActorSystem, ActorSystemInfo } from 'xstate';
import type { ClientInput, Resolvable } from '../configuration.types.ts';
import { channelsLogic } from '../machines/client/channels.actor.ts';
import type { ClientEmitted } from '../machines/client/client.emitted.ts';
import type { ClientEvent } from '../machines/client/client.events.ts';
import { clientMachine } from '../machines/client/client.logic.ts';
import type { ClientContext, ClientRef, ClientSnapshot } from '../machines/client/client.ref.ts';
import { endOf } from '../machines/client/connection.end.ts';
import type { Connection } from '../machines/client/connection.ts';
import { isFunction } from '../machines/client/endpoint.request.ts';
import { awaitsReplies } from '../machines/client/goodbye.ts';
import { pageOf } from '../machines/client/page.machine.ts';
import { willReconnect } from '../machines/client/reconnect.policy.ts';
import type { Seating } from './seating.ts';

/** A supervisor of channels that are not its children. They hear of their connection, but the pool starts and stops them. */
const channels: typeof channelsLogic = {
  ...channelsLogic,
  transition: (snapshot, event, scope) =>
    event.type === 'connection.ended'
      ? snapshot
      : channelsLogic.transition(snapshot, event, { ...scope, stopChild() {} }),
};

/** Where the machine of a connection finds its pool. */
class Membership {
  seating: Seating | null = null;
}

function seatingOf({ connection }: ClientContext): Seating | null {
  return connection.part(Membership).seating;
}

/** Whether another connection of the pool is open. */
function hasOthers(context: ClientContext): boolean {
  return [...(seatingOf(context)?.crew ?? [])].some(
    ({ connection, isOpen }) => connection !== context.connection && isOpen,
  );
}

/** Makes a guard: whether the page of the pool is offline, suspended, or away. */
function isPage(tag: 'away' | 'offline' | 'suspended') {
  return ({ context }: { readonly context: ClientContext }) => {
    const client = seatingOf(context)?.pool.client;
    return client !== undefined && pageOf(client)?.getSnapshot().hasTag(tag) === true;
  };
}

const machine = clientMachine.provide({
  actors: { channels },
  guards: {
    willReconnect: ({ context, event }) => hasOthers(context) && willReconnect(context, endOf(context, event)),
    /** Alone it would leave the pool without a connection, so the pool moves. */
    mayMove: ({ context }) => {
      if (hasOthers(context)) return !awaitsReplies(context.connection.topics);
      seatingOf(context)?.pool.client.send({ type: 'transport.outdated' });
      return false;
    },
    isAway: isPage('away'),
    isOffline: isPage('offline'),
    isSuspended: isPage('suspended'),
  },
  actions: {
    /** The pool has warned already. */
    warnOfSilence: () => {},
  },
});

/**
 * The machine of the connections of a pool: that of a client, with the options of the pool. While no other connection is open,
 * it does not try again by itself, since the pool does.
 */
export const memberMachine: ActorLogic<
  ClientSnapshot,
  ClientEvent,
  { readonly seating: Seating },
  ActorSystem<ActorSystemInfo>,
  ClientEmitted
> = {
  ...machine,
  transition: machine.transition,
  getPersistedSnapshot: machine.getPersistedSnapshot,
  getInitialSnapshot: (scope, { seating }) => {
    const { pool } = seating;
    const snapshot = machine.getInitialSnapshot(scope, inputOf(pool, seating.isClosed ? attemptOf(pool) : 0));
    const { connection } = snapshot.context;
    connection.part(Membership).seating = seating;
    connection.showBy(pool);
    connection.nextRef = () => pool.nextRef();
    return snapshot;
  },
};

/** The options of the pool, as those of a client. Functions are told how often the pool has tried before. */
function inputOf({ configuration }: Connection<ClientRef>, attempt: number): ClientInput {
  const { logger: _, authToken, ...input } = configuration;
  return {
    ...input,
    url: counted(input.url, attempt),
    params: counted(input.params, attempt),
    headers: counted(input.headers, attempt),
    ...(authToken !== undefined && { authToken: counted(authToken, attempt) }),
    autoConnect: true,
    idleDisconnectMs: Number.POSITIVE_INFINITY,
  };
}

function counted<T>(value: Resolvable<T>, before: number): Resolvable<T> {
  return isFunction(value) ? (attempt) => value(attempt + before) : value;
}

function attemptOf({ client }: Connection<ClientRef>): number {
  return client.getSnapshot().context.attempt;
}
