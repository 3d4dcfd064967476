import type { EventObject } from 'xstate';

/**
 * Whether an event is neither one that a channel takes, nor one of XState. `connection.opened` has no transition: it only makes
 * the chart look again whether to join.
 *
 * @param known - The types that the chart has transitions for.
 */
export function isUnknownToChannel({ type }: EventObject, known: readonly string[]): boolean {
  return !known.includes(type) && type !== 'connection.opened' && !type.startsWith('xstate.');
}
