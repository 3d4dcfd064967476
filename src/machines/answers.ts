import type { Problem } from '../errors.ts';
import { kindOf } from '../values.ts';

/** What is wrong with what a function behind an option gave, where that is nothing yet, or another function. */
export function problemOfAnswer(option: string, answer: unknown): Problem | undefined {
  if (answer !== undefined && answer !== null && typeof answer !== 'function') return undefined;
  return { path: option, message: `has no value yet: its function gave ${kindOf(answer)}` };
}
