import type { ChannelEmitted, ClientEmitted } from 'xstate-phoenix';

/** A state value on one line: `rejoin-waiting.backoff`, or `connected(idle, settling)` for a parallel state. */
export function pathOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([state, inner]) => (typeof inner === 'object' ? `${state}(${regionsOf(inner)})` : `${state}.${inner}`))
    .join(' ');
}

function regionsOf(value: unknown): string {
  return Object.values(Object(value)).join(', ');
}

/** The outermost state. */
export function topOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : String(value);
}

/** The details of an emitted event, in words. */
export function detailOf(event: ClientEmitted | ChannelEmitted): string {
  switch (event.type) {
    case 'connected':
      return event.reconnect ? 'again' : '';
    case 'connect.failed':
      return `attempt ${event.attempt}: ${event.error.code}${event.httpStatus ? `, HTTP ${event.httpStatus}` : ''}`;
    case 'connection.lost':
      return `code ${event.code}, cause ${event.cause}`;
    case 'heartbeat':
      return `${event.rttMs.toFixed(1)} ms`;
    case 'listener.failed':
      return `${event.event}: ${event.error}`;
    case 'frame.dropped':
      return `${event.why} ${event.topic ?? ''} ${event.event ?? ''}`;
    case 'joined':
      return `${event.rejoin ? 'again, ' : ''}${JSON.stringify(event.response)}`;
    case 'join.failed': {
      const answer = event.error.response === undefined ? '' : ` ${JSON.stringify(event.error.response)}`;
      return `${event.error.code}${answer}${event.willRetry ? `, in ${event.retryInMs} ms` : ''}`;
    }
    case 'crashed':
      return JSON.stringify(event.payload);
    case 'closed':
      return event.reason.code;
    case 'left':
      return event.acknowledged ? 'acknowledged' : 'not acknowledged';
    case 'push.failed':
      return `${event.event}: ${event.error.code}`;
    case 'message':
    case 'reply':
      return event.event;
    default:
      return '';
  }
}
