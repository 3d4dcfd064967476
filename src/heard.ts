import type { Problem } from './errors.ts';
import { problem } from './problem.ts';
import { isReservedEvent } from './protocol/frame.ts';

/** The events to listen to: a RegExp that their names match, or a function that returns true for them. */
export type EventPattern = RegExp | ((event: string) => boolean);

/**
 * Whether the name of an event fits: true, or whatever a function returns. `search` ignores `lastIndex`, so a RegExp
 * may be global or sticky.
 */
export function fitsPattern(name: string, pattern: EventPattern): unknown {
  return typeof pattern === 'function' ? pattern(name) : name.search(pattern) >= 0;
}

/** The problems of an event to listen to. */
export function checkHeard(event: unknown): readonly Problem[] {
  if (typeof event === 'function' || isExpression(event)) return [];
  if (typeof event !== 'string' || event === '') return [problem('event', 'listen')];
  return isReservedEvent(event) ? [problem('event', 'listen_reserved', event)] : [];
}

/** Does not use `instanceof`, as a RegExp may be of another realm. A proxy may throw. */
function isExpression(value: unknown): boolean {
  try {
    return Object.prototype.toString.call(value) === '[object RegExp]';
  } catch {
    return false;
  }
}

/** The problems of a listener. */
export function checkListener(listener: unknown): readonly Problem[] {
  return typeof listener === 'function' ? [] : [problem('listener', 'function')];
}
