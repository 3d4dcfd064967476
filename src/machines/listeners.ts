/**
 * Whether anybody listens to an emitted event of an actor. XState has no question for it; `eventListeners` is the
 * table that `on()` fills. Where it is missing nobody counts as listening, and the error is logged.
 */
export function hasListener(actor: object, type: string): boolean {
  const table: unknown = Reflect.get(actor, 'eventListeners');
  return table instanceof Map && (hasEntries(table.get(type)) || hasEntries(table.get('*')));
}

function hasEntries(listeners: unknown): boolean {
  return listeners instanceof Set && listeners.size > 0;
}
