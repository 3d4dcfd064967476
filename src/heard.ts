import { ConfigurationError, type Problem } from './errors.ts';
import { isReservedEvent } from './protocol/frame.ts';

/** Which events to listen to, besides the name of one: an expression, or a function that says yes. */
export type EventPattern = RegExp | ((event: string) => boolean);

/**
 * Whether the name of an event fits: true if it does, or what a function says. `search` does not look at `lastIndex`, so
 * an expression may be global or sticky.
 */
export function fitsPattern(name: string, pattern: EventPattern): unknown {
  return typeof pattern === 'function' ? pattern(name) : name.search(pattern) >= 0;
}

/** What is wrong with what shall be listened to. */
export function checkHeard(event: unknown): readonly Problem[] {
  if (typeof event === 'function' || isExpression(event)) return [];
  if (typeof event !== 'string' || event === '')
    return [{ path: 'event', message: 'must be a string that is not empty, a RegExp or a function' }];
  const message = `"${event}" is the protocol's own and never a message (room.on() tells of joins, crashes and ends)`;
  return isReservedEvent(event) ? [{ path: 'event', message }] : [];
}

/** It may be of another realm, where it is an instance of nothing that is known here; and a proxy may throw when it is asked. */
function isExpression(value: unknown): boolean {
  try {
    return Object.prototype.toString.call(value) === '[object RegExp]';
  } catch {
    return false;
  }
}

/** What is wrong with a listener. */
export function checkListener(listener: unknown): readonly Problem[] {
  return typeof listener === 'function' ? [] : [{ path: 'listener', message: 'must be a function' }];
}

/**
 * Refuses what can not be listened with, before anything is done.
 *
 * @throws {@link ConfigurationError}
 */
export function assertNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}
