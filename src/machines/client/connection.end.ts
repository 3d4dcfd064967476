import { say } from '#sentences';
import type { ConnectionEnd } from '../../configuration.types.ts';
import { ConnectError } from '../../errors.ts';
import { isUnauthorized } from '../answers.ts';
import type { LostReason } from '../channel/channel.events.ts';
import type { ForAll } from './channels.actor.ts';
import type { ClientEmitted, LossCause } from './client.emitted.ts';
import type { ClientEvent, ClientEventOf } from './client.events.ts';
import type { ClientContext } from './client.ref.ts';
import { reconnectDelayOf } from './reconnect.policy.ts';

/** A paused client tries again after so many milliseconds. Browsers sometimes do not say that a page is visible again. */
const PAUSED_MS = 60_000;

/** How a connection or an attempt ended: the argument of `shouldReconnect`. */
export function endOf({ attempt }: ClientContext, event: ClientEvent): ConnectionEnd {
  const { code, reason } = 'code' in event ? { code: 1006, reason: '', ...event } : { code: 1006, reason: '' };
  const phase = event.type === 'transport.failed' ? 'connecting' : 'connected';
  return { phase, code, reason, error: errorOf(event), attempt: attempt + 1 };
}

/** Notes an end in the context: its close, its error and the number of refusals in a row. */
export function noteEnd({ refusals }: ClientContext, { code, reason, error }: ConnectionEnd): Partial<ClientContext> {
  return { lastClose: { code, reason }, error, refusals: error?.code === 'unauthorized' ? refusals + 1 : 0 };
}

/** Notes in the context that the client is connected, and by which transport. */
export function noteConnected({ connection, connections }: ClientContext): Partial<ClientContext> {
  const { name = null, why = null } = connection.outlet.transport ?? {};
  return { connections: connections + 1, refusals: 0, error: null, closing: noClosing, transport: { name, why } };
}

/** The emitted event for an end. */
export function toEnd(context: ClientContext, event: ClientEvent, willRetry: boolean): ClientEmitted {
  if (event.type === 'transport.failed') {
    const { error } = event;
    const failed = { type: 'connect.failed', attempt: context.dials, error, httpStatus: error.httpStatus } as const;
    return willRetry ? { ...failed, willRetry, retryInMs: context.retryInMs } : { ...failed, willRetry };
  }
  const { code, reason, error } = endOf(context, event);
  return {
    type: 'connection.lost',
    code,
    reason,
    cause: event.type === 'connection.lost' ? event.cause : 'remote',
    error,
    willRetry,
  };
}

/** The error of a client that gives up. */
export function hopelessness({ connection, dials }: ClientContext, { code, error }: ConnectionEnd): ConnectError {
  const { maxAttempts } = connection.configuration;
  if (dials >= maxAttempts && !isUnauthorized(error?.cause))
    return new ConnectError('exhausted', say('exhausted', maxAttempts), { cause: error });
  return error ?? new ConnectError('refused', say('closed', code));
}

/**
 * Plans the wait before the next attempt: its number, its length and its end. It is not shorter than the server's
 * `Retry-After`.
 */
export function planRetry(context: ClientContext): Partial<ClientContext> {
  const { time } = context.connection;
  const attempt = context.attempt + 1;
  const heldBackMs = context.error?.retryAfterMs ?? 0;
  const retryInMs = Math.max(reconnectDelayOf(context, attempt), heldBackMs);
  return { attempt, retryInMs, retryAt: time.wall() + retryInMs, heldBackUntil: time.now() + heldBackMs };
}

/** Milliseconds until the server's `Retry-After` ends; 0 or less if it has passed. */
export function heldBackMs({ connection, heldBackUntil }: ClientContext): number {
  return heldBackUntil - connection.time.now();
}

/** Plans to wait for the rest of the server's `Retry-After`, after a sign of life. */
export function planRest(context: ClientContext): Partial<ClientContext> {
  const retryInMs = heldBackMs(context);
  return { retryInMs, retryAt: context.connection.time.wall() + retryInMs };
}

/** Milliseconds that a pause lasts at most. It is not shorter than the server's `Retry-After`. */
export function pausedMs(context: ClientContext): number {
  return Math.max(PAUSED_MS, heldBackMs(context));
}

/** Whether a client may close with this code. `WebSocket.close()` of browsers throws for any other. */
export function isCloseCode(code: number | undefined): code is number {
  return code === 1000 || (code !== undefined && Number.isInteger(code) && code >= 3000 && code <= 4999);
}

/** The close code and reason of a connection that nobody has asked to end. */
export const noClosing: ClientContext['closing'] = { code: 1000, reason: '', forget: false };

/**
 * The close code and reason of a `client.disconnect`, or their defaults. A session that is to be forgotten stays so. Its topics
 * are left, in the transition itself: later the socket would be closed before the leaves are written.
 */
export function takeClosing(
  { closing, connection }: ClientContext,
  { code, reason, forget }: ClientEventOf<'client.disconnect'>,
): Partial<ClientContext> {
  // A listener may join others meanwhile.
  if (forget) for (const channel of [...connection.topics.channels.values()]) channel.send({ type: 'channel.leave' });
  return {
    closing: {
      code: isCloseCode(code) ? code : 1000,
      reason: typeof reason === 'string' ? reason : '',
      forget: forget ?? closing.forget,
    },
  };
}

/** Forgets what the session has left, once the client is disconnected. */
export function forgetSession({ connection }: ClientContext): Partial<ClientContext> {
  connection.forget();
  return { error: null, lastClose: null, connections: 0, closing: noClosing };
}

/** What has lasted too long: the code of its sentence. */
export type Slow = 'preparing' | 'dialing';

/** The end of an attempt that has lasted too long. */
export function toFailure(slow: Slow): ClientEventOf<'transport.failed'> {
  return { type: 'transport.failed', error: new ConnectError('timeout', say(slow)), code: 1006, reason: '' };
}

/** The error of an end, if there is one. */
function errorOf(event: ClientEvent): ConnectError | null {
  switch (event.type) {
    case 'transport.failed':
    case 'transport.closed':
    case 'transport.broken':
    case 'connection.lost':
      return event.error ?? null;
    default:
      return null;
  }
}

/** The event for the end of a connection, with the close code of the socket if it has closed. */
export function toLoss(event: ClientEvent, cause: LossCause): ClientEventOf<'connection.lost'> {
  return { type: 'connection.lost', ...closeOf(event), cause, error: errorOf(event) };
}

/** The event of the connection for all topics. If we ended the connection ourselves, the reason is `connection_closed`. */
export function toChannels(event: ClientEvent, type: ForAll['type']): ForAll {
  if (type !== 'connection.lost') return { type };
  return { type, reason: event.type === 'connection.lost' ? reasonOf(event) : 'connection_closed' };
}

function reasonOf({ cause, code }: ClientEventOf<'connection.lost'>): LostReason {
  if (cause === 'heartbeat') return 'heartbeat_timeout';
  return code === 1006 ? 'connection_error' : 'connection_closed';
}

/** The close code and reason of the socket; 1006 if it has not closed. */
export function closeOf(event: ClientEvent): { readonly code: number; readonly reason: string } {
  if (event.type !== 'transport.closed') return { code: 1006, reason: '' };
  const { code, reason } = event;
  return { code, reason };
}
