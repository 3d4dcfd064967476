import type { EventObject } from 'xstate';
import { say } from '#sentences';

/**
 * Narrows an event to the types that an action is for. The chart calls the action for no others, but the compiler can not
 * see that.
 *
 * XState's `assertEvent` does the same, but its error quotes the event, which may hold payloads and params.
 *
 * @throws If the chart calls the action for another event.
 */
export function ofType<Event extends EventObject, Type extends Event['type']>(
  event: Event,
  ...types: readonly Type[]
): Extract<Event, { type: Type }> {
  if (isOneOf(event, types)) return event;
  throw new Error(say('action', types, event.type));
}

function isOneOf<Event extends EventObject, Type extends string>(
  event: Event,
  types: readonly Type[],
): event is Extract<Event, { type: Type }> {
  return types.some((type) => type === event.type);
}

/** Params of an action that takes the event as it is. */
export function theEvent<Event>({ event }: { readonly event: Event }): Event {
  return event;
}
