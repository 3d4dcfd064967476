import { assign, enqueueActions, sendParent, setup } from 'xstate';
import { ConfigurationError, ConnectError } from '../errors.ts';
import type { ClientFact } from '../machines/client/client.events.ts';
import { reconnectDelayOf } from '../machines/client/reconnect.policy.ts';
import { ofType } from '../machines/events.ts';
import { MAX_DELAY_MS } from '../values.ts';
import { hear } from './member.hearing.ts';
import { memberMachine } from './member.machine.ts';
import { Member } from './member.ts';
import { PoolTransport } from './pool.transport.ts';
import { fullness, type Seating } from './seating.ts';
import type { Loss, SizeEvent } from './size.events.ts';

/** Milliseconds until a full pool looks whether a server takes more topics now. */
const LOOK_AGAIN_MS = 30_000;

/** The context of the chart of a pool's size. */
export interface SizeContext {
  readonly seating: Seating;
  /** How many connections were made. They are numbered from 1. */
  readonly made: number;
  /** How many connections in a row have failed for good before they were open. */
  readonly misses: number;
}

/** The first context. */
export function newSize(seating: Seating): SizeContext {
  return { seating, made: 0, misses: 0 };
}

/** The delays, guards and actions of the chart of a pool's size. */
export const size = setup({
  types: {
    context: {} as SizeContext,
    events: {} as SizeEvent,
    input: {} as { readonly seating: Seating },
  },
  actors: { connection: memberMachine },
  delays: {
    growDelay: ({ context: { seating, misses } }) => {
      const { context } = seating.pool.client.getSnapshot();
      return reconnectDelayOf({ ...context, lastClose: null }, misses);
    },
    lingerDelay: ({ context: { seating } }) =>
      Math.max(0, Math.min(...seating.crew.spare.map((member) => seating.restMs(member)), MAX_DELAY_MS)),
    fullDelay: LOOK_AGAIN_MS,
  },
  guards: {
    isOpen: ({ context }) => context.seating.crew.front !== undefined,
    isNew: ({ context, event }) => memberOf(context, event)?.phase === 'new',
    lacks: ({ context }) => context.seating.lack > 0,
    isGrown: ({ context: { seating } }) => seating.crew.coming.length === 0 && seating.lack === 0,
    isFull: ({ context }) => context.seating.isFull,
    hasSpare: ({ context }) => context.seating.crew.spare.length > 0,
    isEmpty: ({ context }) => context.seating.crew.size === 0,
  },
  actions: {
    start: ({ context: { seating }, self }) => seating.start(self),
    open: assign(({ context: { seating, made }, spawn, self }) => {
      const { pool, limits } = seating;
      const count = seating.isClosed ? 1 : seating.lack;
      for (let number = made + 1; number <= made + count; number += 1) {
        const client = spawn('connection', { id: `connection ${number}`, input: { seating } });
        hear(client, pool, (fact) => self.send(fact));
        seating.add(new Member(client, limits.maxTopics, pool.time));
      }
      return { made: made + count };
    }),
    /** By an event, since the actions of the first state are resolved before the attempt before this one has ended. */
    begin: ({ self }) => self.send({ type: 'attempt.begun' }),
    seat: ({ context: { seating }, self }) => {
      seating.pool.outlet.use(new PoolTransport(seating));
      seating.begin(() => self.send({ type: 'topics.counted' }));
    },
    noteOpened: assign(({ context, event }) => {
      const member = memberOf(context, event);
      if (member?.phase === 'new') member.phase = 'old';
      return { misses: 0 };
    }),
    fill: ({ context }) => context.seating.fill(),
    /** Frames behind the answer to a wait for the pool wait at the connection that brought it. */
    look: ({ context: { seating } }) => {
      const connection = seating.crew.front?.connection;
      if (connection === undefined) return;
      seating.pool.hearBy(connection.inbox);
      seating.pool.keepHeaders(connection.headers);
    },
    countMiss: assign({ misses: ({ context }) => context.misses + 1 }),
    drop: enqueueActions(({ context, event, enqueue }) => {
      const member = memberOf(context, event);
      if (member === undefined) return;
      enqueue(() => context.seating.remove(member));
      enqueue.stopChild(member.client);
    }),
    reportError: ({ context: { seating }, event }) => {
      if ('actorId' in event) seating.pool.report(event.error, null, 'connection');
    },
    reportFull: ({ context: { seating } }) => {
      const problem = { path: 'connections', message: `are too few, so topics wait: ${fullness(seating.limits)}` };
      seating.pool.report(new ConfigurationError([problem]), null, 'connections');
    },
    closeSpare: ({ context: { seating } }) => {
      for (const member of seating.crew.spare) if (seating.restMs(member) <= 0) close(member);
    },
    closeAll: ({ context: { seating }, event }) => {
      const { code, reason } = ofType(event, 'transport.close', 'transport.abandon');
      for (const member of seating.crew) close(member, code, reason);
    },
    tellPrepared: sendParent((): ClientFact => ({ type: 'transport.prepared' })),
    tellOpened: sendParent(({ context }) =>
      told(context, { type: 'transport.opened', headers: context.seating.pool.headers }),
    ),
    tellFailed: sendParent(({ context, event }) => {
      const { code, reason, error } = lossOf(event);
      return told(context, { type: 'transport.failed', code, reason, error: error ?? unknown() });
    }),
    tellLost: sendParent(({ context, event }) => told(context, { type: 'connection.lost', ...lossOf(event) })),
    tellClosed: sendParent(({ context }) => told(context, { type: 'transport.closed', code: 1000, reason: '' })),
  },
});

function memberOf({ seating }: SizeContext, event: SizeEvent): Member | undefined {
  const id = 'id' in event ? event.id : 'actorId' in event ? event.actorId : undefined;
  return id === undefined ? undefined : seating.crew.find(id);
}

function close(member: Member, code = 1000, reason = ''): void {
  member.phase = 'closing';
  member.client.send({ type: 'client.disconnect', code, reason });
}

/** Shows an event to telemetry before the pool hears of it. */
function told({ seating }: SizeContext, fact: ClientFact): ClientFact {
  seating.watched?.tells(fact);
  return fact;
}

function lossOf(event: SizeEvent): Loss {
  if (event.type === 'member.failed' || event.type === 'member.lost') {
    const { code, reason, cause, error } = event;
    return { code, reason, cause, error };
  }
  return { code: 1006, reason: '', cause: 'remote', error: unknown() };
}

function unknown(): ConnectError {
  return new ConnectError('lost', 'The actor of the connection has ended.');
}
