import { say } from '#sentences';
import { ConfigurationError, type Problem } from './errors.ts';
import type { Code, Details } from './sentences/whole.ts';

/** The problem of an option, in a sentence that is read behind its path. */
export function problem<C extends Code>(path: string, code: C, ...details: Details[C]): Problem {
  return { path, message: say(code, ...details) };
}

/** The error of one option. */
export function unusable<C extends Code>(path: string, code: C, ...details: Details[C]): ConfigurationError {
  return new ConfigurationError([problem(path, code, ...details)]);
}

/**
 * Throws problems, if there are any.
 *
 * @throws {@link ConfigurationError}
 */
export function assertNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}
