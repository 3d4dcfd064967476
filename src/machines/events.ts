import type { EventObject } from 'xstate';

/**
 * The event that an action is for. The chart calls it for no other, which the compiler can not see.
 *
 * XState's `assertEvent` does the same, but its error quotes the event, and events carry payloads and params.
 *
 * @throws When the chart calls the action for another event all the same.
 */
export function ofType<Event extends EventObject, Type extends Event['type']>(
  event: Event,
  ...types: readonly Type[]
): Extract<Event, { type: Type }> {
  if (isOneOf(event, types)) return event;
  throw new Error(`An action for ${types.join(' or ')} was called for ${event.type}.`);
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
