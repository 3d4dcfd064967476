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

/** Whether an event is one of the user's own: its type begins like none of ours, and none of XState. Those go to `onEvent`. */
export function isForeign({ type }: EventObject, client: object): boolean {
  const first = firstWord(type);
  return first !== 'xstate' && !eventsOf(client).some((known) => firstWord(known) === first);
}

/**
 * Whether the type of an event begins like one of ours, but the chart has no transition for it. `client.prepared` has none: it
 * only makes the chart look again whether to connect.
 */
export function isUnknownToClient(event: EventObject, client: object): boolean {
  const { type } = event;
  const isOurs = !type.startsWith('xstate.') && !isForeign(event, client);
  return isOurs && type !== 'client.prepared' && !eventsOf(client).includes(type);
}

function firstWord(type: string): string | undefined {
  return type.split('.')[0];
}

/** The types that the chart of a client has transitions for. Read from its private `logic`, as its type does not show it. */
function eventsOf(client: object): readonly string[] {
  const logic: unknown = Reflect.get(client, 'logic');
  return isRecord(logic) && Array.isArray(logic.events) ? logic.events : [];
}

interface Asked {
  readonly event: EventObject;
  readonly context: { readonly connection: { readonly client: object } };
}

/** Guards for events that the chart does not know. */
export const eventGuards = {
  isForeign: ({ event, context }: Asked) => isForeign(event, context.connection.client),
  isUnknown: ({ event, context }: Asked) => isUnknownToClient(event, context.connection.client),
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
