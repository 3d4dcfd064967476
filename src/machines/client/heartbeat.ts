import { heartbeatFrame } from '../../protocol/frame.ts';
import { ENDLESS } from '../../values.ts';
import type { ClientEmitted } from './client.emitted.ts';
import type { ClientEvent } from './client.events.ts';
import type { ClientContext } from './client.ref.ts';
import { heldUpMs } from './heartbeat.phase.ts';

/**
 * Begins the rest before a heartbeat. It is overdue when the answer to that heartbeat would be. If something else was heard
 * instead of the answer, that may still come.
 */
export function beginRest({ connection, heartbeatRef }: ClientContext, { type }: ClientEvent): Partial<ClientContext> {
  const { heartbeatIntervalMs } = connection;
  const overdue = connection.time.now() + heartbeatIntervalMs + connection.configuration.heartbeatTimeoutMs;
  return {
    heartbeatRef: type === 'heartbeat.heard' ? heartbeatRef : null,
    heartbeatDueAt: heartbeatIntervalMs > 0 ? overdue : ENDLESS,
  };
}

/** Draws the ref of a heartbeat, and sets its deadline. */
export function beginHeartbeat({ connection }: ClientContext): Partial<ClientContext> {
  const now = connection.time.now();
  const { heartbeatTimeoutMs } = connection.configuration;
  return { heartbeatRef: connection.nextRef(), heartbeatSentAt: now, heartbeatDueAt: now + heartbeatTimeoutMs };
}

/** Milliseconds until the next check whether the answer is overdue: first its own timeout, then that of joins before it. */
export function patienceMs(context: ClientContext): number {
  const own = context.heartbeatDueAt - context.connection.time.now();
  return own > 0 ? own : heldUpMs(context.connection, context);
}

/** Writes the heartbeat. If the serializer can not encode it, the connection is given up. */
export function sendHeartbeat({ connection, heartbeatRef }: ClientContext): void {
  try {
    connection.write(heartbeatFrame(heartbeatRef));
  } catch (error) {
    connection.outlet.breaks(error, 'heartbeat');
  }
}

/** Whether an event is the answer that the client waits for. */
export function isAwaited({ heartbeatRef }: ClientContext, event: ClientEvent): boolean {
  return event.type === 'heartbeat.acknowledged' && event.ref === heartbeatRef;
}

/** The emitted event, with the time that the server took to answer. */
export function toHeartbeat({ connection, heartbeatSentAt }: ClientContext): ClientEmitted {
  return { type: 'heartbeat', rttMs: connection.time.now() - heartbeatSentAt };
}
