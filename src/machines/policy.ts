import { MAX_DELAY_MS } from '../configuration.rules.ts';
import { defaults } from '../configuration.ts';
import type { ChannelEnd, ConnectionEnd, Resolvable } from '../configuration.types.ts';
import { type Backoff, backoff, spread } from './backoff.ts';
import type { ChannelContext } from './channel.types.ts';
import type { ClientContext } from './client.types.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './frame.events.ts';

/** A server that closes with 1000 often means a restart or an idle connection; it gets a moment (semantics 78). */
const AFTER_NORMAL_CLOSE_MS = 500;
/** Closes with 1012 come in waves, one for each client of a deploy; the first retries spread over this (semantics 81). */
const AFTER_RESTART_MS = 1_000;
/** Refusals in a row after which a token, params or url that is asked anew counts as hopeless. */
const HOPELESS_REFUSALS = 3;
/** Reasons of a refused join that trying again does not change (semantics 105). */
const hopelessReasons: ReadonlySet<unknown> = new Set(['unmatched topic', 'unauthorized', 'forbidden']);

/** Whether to dial again after a connection, or an attempt at one, has ended (semantics 76-79, 94). */
export function willReconnect({ connection, dials, refusals }: ClientContext, end: ConnectionEnd): boolean {
  const { configuration } = connection;
  if (dials >= configuration.maxAttempts) return false;
  const asked =
    configuration.shouldReconnect &&
    connection.guarded(() => configuration.shouldReconnect?.(end), null, 'shouldReconnect');
  if (typeof asked === 'boolean') return asked;
  if (end.error?.code === 'configuration') return false;
  if (end.error?.code !== 'unauthorized') return true;
  const { url, params, authToken, headers } = configuration;
  return [url, params, authToken, headers].some(isAskedAnew) && refusals + 1 < HOPELESS_REFUSALS;
}

function isAskedAnew(value: Resolvable<unknown>): boolean {
  return typeof value === 'function';
}

/** Milliseconds before retry `attempt` of the connection. */
export function reconnectDelayOf({ connection, lastClose }: ClientContext, attempt: number): number {
  const { reconnectAfterMs, jitter } = connection.configuration;
  const fallbackMs = defaults.reconnectAfterMs[9];
  const delay = delayOf(
    connection,
    null,
    'reconnectAfterMs',
    { delays: reconnectAfterMs, jitter, fallbackMs },
    attempt,
  );
  if (attempt > 1) return delay;
  if (lastClose?.code === 1000) return Math.max(delay, AFTER_NORMAL_CLOSE_MS);
  if (lastClose?.code !== 1012) return delay;
  return Math.min(delay + AFTER_RESTART_MS - spread(AFTER_RESTART_MS, jitter ?? 1), MAX_DELAY_MS);
}

/** What a policy says; its fallback where a function of the user throws, or gives anything but a delay. */
function delayOf(
  connection: Connection,
  topic: string | null,
  option: string,
  policy: Backoff,
  attempt: number,
): number {
  const { delays } = policy;
  if (typeof delays !== 'function') return backoff(policy, attempt);
  const asked = connection.guarded(() => delays(attempt), topic, option);
  return backoff({ ...policy, delays: () => asked ?? Number.NaN }, attempt);
}

/** Whether to join again after a join failed, or a joined channel ended (semantics 105, 129, 130). */
export function willRejoin({ connection, topic }: ChannelContext, end: ChannelEnd): boolean {
  const { configuration } = connection;
  const asked =
    configuration.shouldRejoin && connection.guarded(() => configuration.shouldRejoin?.(end), topic, 'shouldRejoin');
  if (typeof asked === 'boolean') return asked;
  return end.cause !== 'closed' && !hopelessReasons.has(reasonOf(end.error?.response));
}

/** Milliseconds before retry `attempt` of a topic. A server that is full is asked at the slowest pace. */
export function rejoinDelayOf(
  { connection, topic, rejoinAfterMs }: ChannelContext,
  attempt: number,
  response: unknown,
) {
  const { jitter } = connection.configuration;
  const fallbackMs = defaults.rejoinAfterMs[3];
  const delay = delayOf(connection, topic, 'rejoinAfterMs', { delays: rejoinAfterMs(), jitter, fallbackMs }, attempt);
  return reasonOf(response) === 'too many channels joined' ? Math.max(delay, fallbackMs) : delay;
}
