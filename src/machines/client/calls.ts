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

/**
 * Whether the type of an event begins like one of ours, but the chart has no transition for it. `client.prepared` has none: it
 * only makes the chart look again whether to connect.
 *
 * @param client - Its private `logic` has the types, which its own type does not show.
 */
export function isUnknownToClient(event: EventObject, client: object): boolean {
  const logic: unknown = Reflect.get(client, 'logic');
  const known: unknown = isRecord(logic) && logic.events;
  if (!Array.isArray(known) || isForeign(event)) return false;
  return !known.concat('client.prepared').includes(event.type) && !event.type.startsWith('xstate.');
}

interface Asked {
  readonly event: EventObject;
}

/** The part of a client's context that is needed. */
interface Of {
  readonly connection: { readonly client: object };
}

/** Guards for events that the chart does not know. */
export const eventGuards = {
  isForeign: ({ event }: Asked) => isForeign(event),
  isUnknown: ({ event, context }: Asked & { readonly context: Of }) =>
    isUnknownToClient(event, context.connection.client),
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
