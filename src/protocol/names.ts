import type { Problem } from '../errors.ts';
import { isReservedEvent, PHOENIX_TOPIC } from './frame.ts';

/** What is wrong with a topic that is to be joined. */
export function checkTopic(topic: unknown): readonly Problem[] {
  if (typeof topic !== 'string' || topic === '')
    return [{ path: 'topic', message: 'must be a string that is not empty' }];
  return topic === PHOENIX_TOPIC ? [{ path: 'topic', message: `"${PHOENIX_TOPIC}" is the connection's own` }] : [];
}

/** What is wrong with the name of an event that is to be pushed. */
export function checkEvent(event: unknown): readonly Problem[] {
  if (typeof event !== 'string' || event === '')
    return [{ path: 'event', message: 'must be a string that is not empty' }];
  return isReservedEvent(event)
    ? [{ path: 'event', message: `"${event}" is the protocol's own (use join or leave)` }]
    : [];
}
