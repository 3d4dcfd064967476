import type { Problem } from '../errors.ts';
import { isReservedEvent, PHOENIX_TOPIC } from './frame.ts';

/** The problems of a topic to join. */
export function checkTopic(topic: unknown): readonly Problem[] {
  if (typeof topic !== 'string' || topic === '')
    return [{ path: 'topic', message: 'must be a string that is not empty' }];
  return topic === PHOENIX_TOPIC ? [{ path: 'topic', message: `"${PHOENIX_TOPIC}" is reserved for heartbeats` }] : [];
}

/** The problems of an event to push. */
export function checkEvent(event: unknown): readonly Problem[] {
  if (typeof event !== 'string' || event === '')
    return [{ path: 'event', message: 'must be a string that is not empty' }];
  return isReservedEvent(event) ? [{ path: 'event', message: `"${event}" is reserved (use join or leave)` }] : [];
}
