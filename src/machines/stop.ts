import type { EventObject } from 'xstate';

/** Whether an event says that the actor is being stopped from outside. XState sends it to the logic; charts never see it. */
export function isStop({ type }: EventObject): boolean {
  return type === 'xstate.stop';
}
