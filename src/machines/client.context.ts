import type { AnyActorRef } from 'xstate';
import { configure } from '../configuration.ts';
import type { ClientInput, ConnectionEnd } from '../configuration.types.ts';
import { ConnectError } from '../errors.ts';
import { type Frame, PHOENIX_TOPIC } from '../protocol/frame.ts';
import type { Assigned, ClientContext, ClientEmitted, ClientEvent } from './client.types.ts';
import { Connection } from './connection.ts';
import { reconnectDelayOf } from './policy.ts';

/** A client before its first attempt. Throws the `ConfigurationError` that becomes the actor's initial error. */
export function newClient(input: ClientInput, self: AnyActorRef): ClientContext {
  return {
    attempt: 0,
    dials: 0,
    refusals: 0,
    connections: 0,
    retryAt: null,
    retryInMs: 0,
    lastClose: null,
    error: null,
    reason: 'never_connected',
    heartbeatRef: null,
    heartbeatSentAt: 0,
    heartbeatDueAt: Number.POSITIVE_INFINITY,
    closing: { code: 1000, reason: '' },
    stopReason: undefined,
    assigns: () => ({}),
    connection: new Connection(configure(input), self),
  };
}

/** The wait before the next attempt: how many there were, how long it is, and when it ends. */
export function planRetry(context: ClientContext): Partial<ClientContext> {
  const attempt = context.attempt + 1;
  const retryInMs = reconnectDelayOf(context, attempt);
  return { attempt, retryInMs, retryAt: context.connection.time.wall() + retryInMs };
}

/** How a connection or an attempt ended, for the policy to judge. */
export function endOf({ attempt }: ClientContext, event: ClientEvent): ConnectionEnd {
  const { code, reason } = 'code' in event ? { code: 1006, reason: '', ...event } : { code: 1006, reason: '' };
  const error = event.type === 'transport.failed' ? event.error : null;
  return { phase: error ? 'connecting' : 'connected', code, reason, error, attempt: attempt + 1 };
}

/** What is kept of an end: how the socket closed, and how often in a row the server has refused. */
export function noteEnd({ refusals }: ClientContext, { code, reason, error }: ConnectionEnd): Partial<ClientContext> {
  return { lastClose: { code, reason }, error, refusals: error?.code === 'unauthorized' ? refusals + 1 : 0 };
}

/** What listeners hear of an end. */
export function toEnd(context: ClientContext, event: ClientEvent, willRetry: boolean): ClientEmitted {
  const { code, reason, error } = endOf(context, event);
  if (error) return { type: 'connect.failed', attempt: context.dials, error, httpStatus: error.httpStatus, willRetry };
  return {
    type: 'connection.lost',
    code,
    reason,
    cause: event.type === 'connection.lost' ? event.cause : 'remote',
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

/** A rest begins. It is overdue when the heartbeat after it would be answered at the latest (semantics 56). */
export function beginRest({ connection }: ClientContext): Partial<ClientContext> {
  const { heartbeatIntervalMs, heartbeatTimeoutMs } = connection.configuration;
  const overdue = connection.time.wall() + heartbeatIntervalMs + heartbeatTimeoutMs;
  return { heartbeatRef: null, heartbeatDueAt: heartbeatIntervalMs > 0 ? overdue : Number.POSITIVE_INFINITY };
}

/**
 * A heartbeat begins. The server answers it when it is done with the joins before it, so it has until the last of
 * their deadlines (semantics 53, M5).
 */
export function beginHeartbeat({ connection }: ClientContext): Partial<ClientContext> {
  const { configuration, pendingJoins, time } = connection;
  const now = time.now();
  let joinsDueAt = now;
  for (const dueAt of pendingJoins.values()) joinsDueAt = Math.max(joinsDueAt, dueAt);
  return {
    heartbeatRef: connection.nextRef(),
    heartbeatSentAt: now,
    heartbeatDueAt: time.wall() + Math.max(configuration.heartbeatTimeoutMs, joinsDueAt - now),
  };
}

/** The close code a client may give (semantics 83); another one would throw in the platform. */
export function isCloseCode(code: number | undefined): code is number {
  return code === 1000 || (code !== undefined && Number.isInteger(code) && code >= 3000 && code <= 4999);
}

/** Writes the heartbeat that is waited for (semantics 12). */
export function sendHeartbeat({ connection, heartbeatRef }: ClientContext): void {
  const frame: Frame = [null, heartbeatRef, PHOENIX_TOPIC, 'heartbeat', {}];
  connection.shielded(() => connection.write(frame), null, 'serializer');
}

/** The user data with what a handler has changed behind an `await`; what it threw changes nothing. */
export function changeAssigns(
  { assigns, connection }: ClientContext,
  change: (assigns: Assigned) => object,
): Partial<ClientContext> {
  const given = connection.guarded(() => change(assigns()), null, 'update');
  const changed = connection.shielded(() => ({ ...assigns(), ...given }), null, 'update');
  return changed === undefined ? {} : { assigns: () => changed };
}
