import type { Problem } from '../errors.ts';
import type { Code, Details } from './whole.ts';

/** Says no more than a code, and where its sentence is: a page in production does not download the sentences. */
export function say<C extends Code>(code: C, ..._details: Details[C]): string {
  return `(code "${code}": see https://github.com/xstate-phoenix/xstate-phoenix/blob/main/docs/codes.md)`;
}

/** The problems as they are: a page in production never shows what was given. */
export function withGiven(problems: readonly Problem[], _given: object, _options: object): readonly Problem[] {
  return problems;
}
