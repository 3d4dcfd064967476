import type { Problem } from '../errors.ts';
import { problem } from '../problem.ts';
import { isReservedEvent, PHOENIX_TOPIC } from './frame.ts';

const none: readonly Problem[] = [];

/** The problems of a topic to join. */
export function checkTopic(topic: unknown): readonly Problem[] {
  if (typeof topic !== 'string' || topic === '') return [problem('topic', 'string')];
  return topic === PHOENIX_TOPIC ? [problem('topic', 'topic_reserved', topic)] : none;
}

/** The problems of an event to push. */
export function checkEvent(event: unknown): readonly Problem[] {
  if (typeof event !== 'string' || event === '') return [problem('event', 'string')];
  return isReservedEvent(event) ? [problem('event', 'event_reserved', event)] : none;
}
