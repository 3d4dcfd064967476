import type { Problem } from '../errors.ts';
import { problem } from '../problem.ts';
import { nameOf } from '../protocol/platform.ts';

/** Whether a function threw `Unauthorized`. Known by its name, since the class may be of another copy of this package. */
export function isUnauthorized(thrown: unknown): boolean {
  return nameOf(thrown) === 'Unauthorized';
}

/** The problem of an option whose function gave null, undefined or another function; undefined if it gave a value. */
export function problemOfAnswer(option: string, answer: unknown): Problem | undefined {
  if (answer !== undefined && answer !== null && typeof answer !== 'function') return undefined;
  return problem(option, 'nothing_given', answer);
}
