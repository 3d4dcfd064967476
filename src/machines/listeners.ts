/** A listener that `on()` of an actor adds. */
type Listener = (event: unknown) => void;

/**
 * The listeners of an emitted event of an actor. XState has no API for this, so we read `eventListeners`, the private table
 * that `on()` fills. If it is missing, there are none.
 */
export function listenersOf(actor: object, type: string): readonly Listener[] {
  const table: unknown = Reflect.get(actor, 'eventListeners');
  return table instanceof Map ? [...entriesOf(table.get(type)), ...entriesOf(table.get('*'))] : [];
}

/** Whether anybody listens to an emitted event of an actor. */
export function hasListener(actor: object, type: string): boolean {
  return listenersOf(actor, type).length > 0;
}

/** The table of an actor's listeners, for looks at each message; null if it is missing. */
export function earsOf(actor: object): ReadonlyMap<unknown, ReadonlySet<unknown>> | null {
  const table: unknown = Reflect.get(actor, 'eventListeners');
  return table instanceof Map ? table : null;
}

/** Whether such a table has a listener of an emitted event. */
export function isHeard(ears: NonNullable<ReturnType<typeof earsOf>>, type: string): boolean {
  return Boolean(ears.get(type)?.size || ears.get('*')?.size);
}

/** The subscribers to the snapshots of an actor. */
export function observersOf(actor: object): readonly { readonly next?: Listener }[] {
  return entriesOf(Reflect.get(actor, 'observers'));
}

function entriesOf(entries: unknown) {
  return entries instanceof Set ? [...entries] : [];
}
