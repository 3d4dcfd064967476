import { defaults } from '../../configuration.ts';
import type { ConnectionEnd, Resolvable } from '../../configuration.types.ts';
import { MAX_DELAY_MS } from '../../values.ts';
import { delayOf, spread } from '../backoff.ts';
import { guarded } from '../user.code.ts';
import type { ClientContext } from './client.ref.ts';

/** A server that closes with 1000 often means a restart or an idle connection; it gets a moment (semantics 78). */
const AFTER_NORMAL_CLOSE_MS = 500;
/** Closes with 1012 come in waves, one for each client of a deploy; the first retries spread over this (semantics 81). */
const AFTER_RESTART_MS = 1_000;
/** Refusals in a row after which a token, params or url that is asked anew counts as hopeless. */
const HOPELESS_REFUSALS = 3;

/** Whether to dial again after a connection, or an attempt at one, has ended (semantics 76-79, 94). */
export function willReconnect({ connection, dials, refusals }: ClientContext, end: ConnectionEnd): boolean {
  const { configuration } = connection;
  if (dials >= configuration.maxAttempts) return false;
  const asked =
    configuration.shouldReconnect &&
    guarded(connection, () => configuration.shouldReconnect?.(end), null, 'shouldReconnect');
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
  const policy = { delays: reconnectAfterMs, jitter, fallbackMs };
  const delay = delayOf(connection, null, 'reconnectAfterMs', policy, attempt);
  if (attempt > 1) return delay;
  if (lastClose?.code === 1000) return Math.max(delay, AFTER_NORMAL_CLOSE_MS);
  if (lastClose?.code !== 1012) return delay;
  return Math.min(delay + AFTER_RESTART_MS - spread(AFTER_RESTART_MS, jitter ?? 1), MAX_DELAY_MS);
}
