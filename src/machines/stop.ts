import type { EventObject } from 'xstate';

/** Whether an actor is being stopped from outside: XState tells its logic so, and charts have no word for it. */
export function isStop({ type }: EventObject): boolean {
  return type === 'xstate.stop';
}
