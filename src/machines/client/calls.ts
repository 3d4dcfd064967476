import type { EventObject } from 'xstate';
import { ConfigurationError } from '../../errors.ts';
import { isRecord } from '../../values.ts';

/** A request that `call()` sends to a client, and the function that takes the answer. */
export class Call<Request, Answer> {
  readonly request: Request;
  readonly settle: (outcome: { readonly value: Answer } | { readonly error: unknown }) => void;

  constructor(request: Request, settle: Call<Request, Answer>['settle']) {
    this.request = request;
    this.settle = settle;
  }
}

/** Refuses a call, for a client without `onCall`. */
export function refuseCall(call: unknown): void {
  const problem = { path: 'onCall', message: 'is not given, so nobody answers calls' };
  if (isCall(call)) call.settle({ error: new ConfigurationError([problem]) });
}

/** The first words of the types of our own events, and of XState's. */
const own = new Set(
  'buffer channel client connection frame heartbeat listener network page topic transport xstate'.split(' '),
);

/** Whether an event is one of the user's own. Those go to `onEvent`. */
export function isForeign({ type }: EventObject): boolean {
  return !own.has(type.split('.', 1)[0] ?? '');
}

/** All types of `ClientEvent` that are not handed on to channels. */
const known = new Set(
  (
    'client.connect client.disconnect client.reconnect client.restarted client.stop client.call client.assign network.online page.visible ' +
    'page.resumed network.offline page.hidden client.prepared transport.prepared transport.opened transport.closed ' +
    'transport.broken transport.failed transport.outdated transport.congested heartbeat.acknowledged heartbeat.due heartbeat.overdue connection.lost ' +
    'buffer.due listener.failed frame.dropped client.started client.connected client.disconnected topic.joined ' +
    'topic.received topic.replied topic.closed topic.left'
  ).split(' '),
);

/** Whether the type of an event begins like one of ours, but is unknown. */
export function isUnknownToClient(event: EventObject): boolean {
  return !isForeign(event) && !known.has(event.type) && !event.type.startsWith('xstate.');
}

/** Guards for events that the chart does not know. */
export const eventGuards = {
  isForeign: ({ event }: { readonly event: EventObject }) => isForeign(event),
  isUnknown: ({ event }: { readonly event: EventObject }) => isUnknownToClient(event),
};

/**
 * Whether a value is a {@link Call}. Checked by its properties, since another copy of this package may have made it. The
 * event may come from anywhere: a proxy may even throw here.
 */
export function isCall(value: unknown): value is Call<unknown, unknown> {
  try {
    return isRecord(value) && 'request' in value && typeof value.settle === 'function';
  } catch {
    return false;
  }
}
