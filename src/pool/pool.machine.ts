import { type ActorLogic, type ActorSystem, type ActorSystemInfo, spawnChild } from 'xstate';
import { createChannel } from '../machines/channel/create.channel.ts';
import { channelsLogic } from '../machines/client/channels.actor.ts';
import type { ClientEmitted } from '../machines/client/client.emitted.ts';
import type { ClientEvent, PageFact } from '../machines/client/client.events.ts';
import { type ClientImplementations, type ClientMachine, clientMachine } from '../machines/client/client.logic.ts';
import type { ClientContext, ClientRef, ClientSnapshot } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import { pageOf } from '../machines/client/page.machine.ts';
import { MAX_DELAY_MS } from '../values.ts';
import { type PoolInput, part } from './options.ts';
import { pooledChannel } from './pooled.channel.ts';
import { Seating, seatOf } from './seating.ts';
import { sizeMachine } from './size.machine.ts';

/**
 * The machine of a pool: `interpret(poolMachine, { input })`. It is that of a client, with several connections as its transport.
 * Its child `transport` has the chart of how many there are.
 */
export type PoolMachine = ActorLogic<
  ClientSnapshot,
  ClientEvent,
  PoolInput,
  ActorSystem<ActorSystemInfo>,
  ClientEmitted
> & {
  /** The same pool with delays, guards and actions of yours, as for `clientMachine`. */
  provide(implementations: ClientImplementations): PoolMachine;
};

/** The supervisor of a pool's channels: that of a client. When a topic is left, another one may have its place. */
const channels: typeof channelsLogic = {
  ...channelsLogic,
  transition: (snapshot, event, scope) => {
    const { topics } = snapshot.connection;
    const ended = 'actorId' in event ? topics.channels.get(event.actorId) : undefined;
    const next = channelsLogic.transition(snapshot, event, scope);
    if (ended && topics.channels.get(ended.id) !== ended) free(ended);
    return next;
  },
};

function free(channel: Parameters<typeof seatOf>[0]): void {
  const seat = seatOf(channel);
  seat?.seats.free(seat);
}

const chart = clientMachine.provide({
  actors: { channels },
  delays: {
    /** Each connection has its own. */
    connectTimeout: MAX_DELAY_MS,
  },
  actions: {
    startTransport: spawnChild(
      sizeMachine,
      named('transport', {
        input: ({ context }: { readonly context: ClientContext }) => ({ seating: seatingOf(context.connection) }),
      }),
    ),
    /** The connections have no page of their own. */
    notePage: ({ context }, fact: PageFact) => {
      const { client } = context.connection;
      pageOf(client)?.send(fact);
      for (const member of seatingOf(context.connection).crew) member.client.send(fact);
    },
  },
});

/** Names the actor of another logic. The types of XState only know the logic that the chart has by itself. */
function named<Options extends object>(id: string, options: Options): Options {
  return { id, ...options };
}

/** The machine of a pool. */
export const poolMachine: PoolMachine = pooled(chart);

/** Adds the options of a pool, and that its channels may change their connection. */
function pooled(machine: ClientMachine): ClientMachine {
  const { provide, getInitialSnapshot } = machine;
  machine.provide = (given) => pooled(provide.call(machine, given));
  machine.getInitialSnapshot = (scope, input) => {
    if (input === undefined) return getInitialSnapshot(scope, input);
    const { client, limits } = part(input);
    const snapshot = getInitialSnapshot(scope, client);
    const { connection } = snapshot.context;
    const seating = seatingOf(connection);
    const { topics } = connection;
    seating.limitTo(limits);
    topics.make = ({ input: { topic, options }, ...made }) => {
      // The channel before it has just ended, and the supervisor has not heard of it yet.
      const ended = topics.channels.get(topic);
      if (ended) free(ended);
      const seat = seating.open(topic);
      const channel = createChannel(pooledChannel, {
        ...made,
        input: { topic, host: seat, ...(options && { options }) },
      });
      seat.seat(channel);
      return channel;
    };
    return snapshot;
  };
  return machine;
}

/** The seating of a pool. */
export function seatingOf(connection: Connection<ClientRef>): Seating {
  return connection.part(Seating);
}
