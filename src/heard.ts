import { ConfigurationError, type Problem } from './errors.ts';
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
  if (typeof event !== 'string' || event === '')
    return [{ path: 'event', message: 'must be a string that is not empty, a RegExp or a function' }];
  const message = `"${event}" is reserved and never a message (use room.on() for joins, crashes and ends)`;
  return isReservedEvent(event) ? [{ path: 'event', message }] : [];
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
  return typeof listener === 'function' ? [] : [{ path: 'listener', message: 'must be a function' }];
}

/**
 * Throws problems, if there are any.
 *
 * @throws {@link ConfigurationError}
 */
export function assertNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}
