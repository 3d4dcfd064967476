import type { ConnectionEnd } from '../../configuration.types.ts';
import { ConnectError } from '../../errors.ts';
import type { LostReason } from '../channel/channel.events.ts';
import type { ForAll } from './channels.actor.ts';
import type { ClientEmitted, LossCause } from './client.emitted.ts';
import type { ClientEvent, ClientEventOf } from './client.events.ts';
import type { ClientContext } from './client.ref.ts';
import { reconnectDelayOf } from './reconnect.policy.ts';

/** Milliseconds after which a paused client tries all the same: a sign of life may be missing (K15). */
const PAUSED_MS = 60_000;

/** How a connection or an attempt ended, for the policy to judge. */
export function endOf({ attempt }: ClientContext, event: ClientEvent): ConnectionEnd {
  const { code, reason } = 'code' in event ? { code: 1006, reason: '', ...event } : { code: 1006, reason: '' };
  const phase = event.type === 'transport.failed' ? 'connecting' : 'connected';
  return { phase, code, reason, error: errorOf(event), attempt: attempt + 1 };
}

/** What is kept of an end: how the socket closed, and how often in a row the server has refused. */
export function noteEnd({ refusals }: ClientContext, { code, reason, error }: ConnectionEnd): Partial<ClientContext> {
  return { lastClose: { code, reason }, error, refusals: error?.code === 'unauthorized' ? refusals + 1 : 0 };
}

/** What listeners hear of an end. */
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

/** Why the client gives up. */
export function hopelessness({ connection, dials }: ClientContext, { code, error }: ConnectionEnd): ConnectError {
  const { maxAttempts } = connection.configuration;
  if (dials >= maxAttempts)
    return new ConnectError('exhausted', `${maxAttempts} attempts in a row have failed.`, { cause: error });
  return error ?? new ConnectError('refused', `The connection closed with ${code}, and shouldReconnect said no.`);
}

/**
 * The wait before the next attempt: how many there were, how long it is, and when it ends. It is no shorter than what the
 * server asked for.
 */
export function planRetry(context: ClientContext): Partial<ClientContext> {
  const { time } = context.connection;
  const attempt = context.attempt + 1;
  const heldBackMs = context.error?.retryAfterMs ?? 0;
  const retryInMs = Math.max(reconnectDelayOf(context, attempt), heldBackMs);
  return { attempt, retryInMs, retryAt: time.wall() + retryInMs, heldBackUntil: time.now() + heldBackMs };
}

/** Milliseconds for which the server still wants to be left alone; none, or less, where it does not. */
export function heldBackMs({ connection, heldBackUntil }: ClientContext): number {
  return heldBackUntil - connection.time.now();
}

/** The rest of a wait that the server asked for, when a sign of life has come meanwhile. */
export function planRest(context: ClientContext): Partial<ClientContext> {
  const retryInMs = heldBackMs(context);
  return { retryInMs, retryAt: context.connection.time.wall() + retryInMs };
}

/** Milliseconds that a pause lasts at most; it is no shorter than what the server asked for. */
export function pausedMs(context: ClientContext): number {
  return Math.max(PAUSED_MS, heldBackMs(context));
}

/** The close code a client may give (semantics 83); another one would throw in the platform. */
export function isCloseCode(code: number | undefined): code is number {
  return code === 1000 || (code !== undefined && Number.isInteger(code) && code >= 3000 && code <= 4999);
}

/** How a connection shall be closed. */
export function takeClosing({ code, reason }: ClientEventOf<'client.disconnect'>): ClientContext['closing'] {
  return { code: isCloseCode(code) ? code : 1000, reason: typeof reason === 'string' ? reason : '' };
}

/** The end of an attempt that has lasted too long. */
export function toFailure(message: string): ClientEventOf<'transport.failed'> {
  return { type: 'transport.failed', error: new ConnectError('timeout', message), code: 1006, reason: '' };
}

/** What was said of an end. */
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

/** The end of a connection, by a close where there was one. */
export function toLoss(event: ClientEvent, cause: LossCause): ClientEventOf<'connection.lost'> {
  return { type: 'connection.lost', ...closeOf(event), cause, error: errorOf(event) };
}

/** What topics are told of the connection: where it is gone, and no loss has ended it, it was closed. */
export function toChannels(event: ClientEvent, type: ForAll['type']): ForAll {
  if (type !== 'connection.lost') return { type };
  return { type, reason: event.type === 'connection.lost' ? reasonOf(event) : 'connection_closed' };
}

function reasonOf({ cause, code }: ClientEventOf<'connection.lost'>): LostReason {
  if (cause === 'heartbeat') return 'heartbeat_timeout';
  return code === 1006 ? 'connection_error' : 'connection_closed';
}

/** How the socket closed; 1006 where it did not. */
export function closeOf(event: ClientEvent): { readonly code: number; readonly reason: string } {
  if (event.type !== 'transport.closed') return { code: 1006, reason: '' };
  const { code, reason } = event;
  return { code, reason };
}
