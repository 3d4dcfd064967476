import type { Problem } from '../errors.ts';
import { kindOf } from '../values.ts';

/** The problem of an option whose function gave null, undefined or another function; undefined if it gave a value. */
export function problemOfAnswer(option: string, answer: unknown): Problem | undefined {
  if (answer !== undefined && answer !== null && typeof answer !== 'function') return undefined;
  return { path: option, message: `has no value yet: its function gave ${kindOf(answer)}` };
}
