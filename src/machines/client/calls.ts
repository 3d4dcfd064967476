import type { EventObject } from 'xstate';
import { ConfigurationError } from '../../errors.ts';
import { isRecord } from '../../values.ts';

/** A request of the outside, and how its caller hears the answer. */
export class Call<Request, Answer> {
  readonly request: Request;
  readonly settle: (outcome: { readonly value: Answer } | { readonly error: unknown }) => void;

  constructor(request: Request, settle: Call<Request, Answer>['settle']) {
    this.request = request;
    this.settle = settle;
  }
}

/** A client without `onCall` can not answer. */
export function refuseCall(call: unknown): void {
  const problem = { path: 'onCall', message: 'is not given, so nobody answers calls' };
  if (isCall(call)) call.settle({ error: new ConfigurationError([problem]) });
}

/** The first words of the events that are the client's own, and XState's. */
const own = new Set(
  'buffer channel client connection frame heartbeat listener network page topic transport xstate'.split(' '),
);

/** Whether an event is none of ours: what `onEvent` is for. */
export function isForeign({ type }: EventObject): boolean {
  return !own.has(type.split('.', 1)[0] ?? '');
}

/** All types of `ClientEvent`, but for those that are handed on to channels. */
const known = new Set(
  (
    'client.connect client.disconnect client.reconnect client.restarted client.stop client.call client.assign network.online page.visible ' +
    'page.resumed network.offline page.hidden client.prepared transport.prepared transport.opened transport.closed ' +
    'transport.broken transport.failed transport.congested heartbeat.acknowledged heartbeat.due heartbeat.overdue connection.lost ' +
    'buffer.due listener.failed frame.dropped client.started client.connected client.disconnected topic.joined ' +
    'topic.received topic.replied topic.closed topic.left'
  ).split(' '),
);

/** Whether an event is named like one of ours, and is none. */
export function isUnknownToClient(event: EventObject): boolean {
  return !isForeign(event) && !known.has(event.type) && !event.type.startsWith('xstate.');
}

/** What becomes of an event that the chart has no word for. */
export const eventGuards = {
  isForeign: ({ event }: { readonly event: EventObject }) => isForeign(event),
  isUnknown: ({ event }: { readonly event: EventObject }) => isUnknownToClient(event),
};

/**
 * The event may come from anywhere, and a proxy may throw when it is asked what it is. Told by its parts, since a call may be
 * made by another copy of this package.
 */
export function isCall(value: unknown): value is Call<unknown, unknown> {
  try {
    return isRecord(value) && 'request' in value && typeof value.settle === 'function';
  } catch {
    return false;
  }
}
