import { type ChannelRef, type ClientContext, channels } from 'xstate-phoenix';
import type { World } from '../proof/world.ts';
import type { Model } from './model.ts';
import { counted } from './names.ts';

export function clientTold({ client, clock }: World, { options: { input } }: Model): readonly unknown[] {
  const { value, status, context, children } = client.getSnapshot();
  const {
    attempt,
    dials,
    refusals,
    retryAt,
    heldBackUntil,
    lastClose,
    error,
    reason,
    heartbeatRef,
    heartbeatDueAt,
    closing,
  } = context;
  const now = clock.now();
  return [
    value,
    status,
    Object.keys(children),
    children.page?.getSnapshot().value,
    upTo(stepsOf(input?.reconnectAfterMs), attempt),
    upTo(input?.maxAttempts ?? 0, dials),
    refusals,
    retryAt !== null && retryAt - now,
    Math.max(0, heldBackUntil - now),
    lastClose?.code,
    error?.code,
    reason,
    counted('#', heartbeatRef),
    heartbeatDueAt - now,
    closing.code,
  ];
}

export function channelTold(room: ChannelRef, { connection }: ClientContext, now: number): readonly unknown[] {
  const { value, status, context } = room.getSnapshot();
  const { topic, attempt, retryAt, reason, joinRef, leaveRef, lastError, resolved, params, pushes, joinedAt } = context;
  const { topics, joins, configuration } = connection;
  const { joinRef: awaitedJoin, leaveRef: awaitedLeave } = topics.awaited.get(topic) ?? {};
  return [
    value,
    status,
    upTo(stepsOf(configuration.rejoinAfterMs), attempt),
    retryAt !== null && retryAt - now,
    reason?.code,
    counted('#', joinRef),
    counted('#', leaveRef),
    lastError?.code,
    resolved !== null,
    typeof params(),
    pushes.pending().map(({ push, sent }) => [push.event, push.call !== null, push.dueAt - now, sent]),
    [counted('#', awaitedJoin), counted('#', awaitedLeave), joins.dueInMs(topic), joins.patienceMs(now)],
    joinedAt !== null && Math.min(now - joinedAt, configuration.stableAfterMs),
  ];
}

/** The router's table, in its order, and whether the user has the same channels. */
export function tableTold({ client, witness }: World): readonly unknown[] {
  return [...channels(client)].map((room) => {
    const { topic } = room.getSnapshot().context;
    return [topic, witness.topic(topic).room === room];
  });
}

/**
 * Who waits for what, and how long, in the order it will happen. Without the timers of pushes: their channels tell when each
 * push is due, and a timer that comes too early changes nothing.
 */
export function timersTold({ client, clock }: World): readonly unknown[] {
  const scheduled = Object.values(client.system.getSnapshot()._scheduledEvents);
  const waits = clock.otherWaits;
  // Each timer is one that an actor has scheduled; if not, they can not be told apart.
  if (scheduled.length !== waits.length) return [waits];
  return scheduled
    .map(({ target, event }, at) => [waits[at] ?? 0, target === client ? null : target.id, event.type] as const)
    .sort(([a], [b]) => a - b);
}

/** The number of attempts matters only for the first retry, whose delay has its own rules, and within a list of delays. */
function stepsOf(delays: unknown): number {
  return Math.max(2, Array.isArray(delays) ? delays.length : 2);
}

function upTo(limit: number, value: number): number {
  return Math.min(limit, value);
}
