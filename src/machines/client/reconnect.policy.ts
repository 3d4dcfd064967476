import { defaults } from '../../configuration.ts';
import type { ConnectionEnd, Resolvable } from '../../configuration.types.ts';
import { MAX_DELAY_MS } from '../../values.ts';
import { isUnauthorized } from '../answers.ts';
import { delayOf, spread } from '../backoff.ts';
import { guarded } from '../user.code.ts';
import type { ClientContext } from './client.ref.ts';

/** Servers also close with 1000 when they restart or when a connection was idle. They get this time, in milliseconds. */
const AFTER_NORMAL_CLOSE_MS = 500;
/**
 * At a deploy, Phoenix closes its connections in waves with 1012 (option `drainer` of `Phoenix.Endpoint.socket/3`). The first
 * retries are spread over so many milliseconds.
 */
const AFTER_RESTART_MS = 1_000;
/** After so many refusals in a row, a client whose token, params, url or headers are functions gives up. */
const HOPELESS_REFUSALS = 3;

/**
 * Whether to try again after a connection has ended, or an attempt has failed. Without `shouldReconnect`: always, whatever
 * the close code, unless `maxAttempts` is reached, the configuration is bad, or the server refuses with 401 or 403.
 * Never, if a function of the user threw `Unauthorized`.
 */
export function willReconnect({ connection, dials, refusals }: ClientContext, end: ConnectionEnd): boolean {
  const { configuration } = connection;
  if (dials >= configuration.maxAttempts || isUnauthorized(end.error?.cause)) return false;
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
