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
