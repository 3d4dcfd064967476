import type { EventObject } from 'xstate';
import { unusable } from '../../problem.ts';
import { isRecord } from '../../values.ts';
import { knows } from '../known.events.ts';
import type { ClientContext, ClientRef } from './client.ref.ts';

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
  if (isCall(call)) call.settle({ error: unusable('onCall', 'onCall') });
}

/** Whether an event is one of the user's own: its type begins like none that the chart knows. Those go to `onEvent`. */
export function isForeign({ type }: EventObject, client: ClientRef): boolean {
  const first = firstWord(type);
  return !client.getSnapshot().machine.events.some((known) => firstWord(known) === first);
}

function firstWord(type: string): string | undefined {
  return type.split('.')[0];
}

interface Asked {
  readonly context: ClientContext;
  readonly event: EventObject;
}

/** Guards for events that the chart does not know. An event that is foreign does not get as far as `isUnknown`. */
export const eventGuards = {
  isForeign: ({ context, event }: Asked) => isForeign(event, context.connection.client),
  /** Only an eventless transition waits for `client.prepared`. */
  isUnknown: ({ context, event }: Asked) =>
    event.type !== 'client.prepared' && !knows(context.connection.client.getSnapshot().machine, event.type),
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
