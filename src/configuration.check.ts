import type { Problem } from './errors.ts';
import { isRecord } from './values.ts';

/** What is wrong with a value, as the rest of a sentence that begins with its name; undefined when nothing is. */
export type Rule = (value: unknown) => string | undefined | readonly Problem[];

/** Holds what is given against its rules; an option that is undefined counts as not given. */
export function check(
  given: Readonly<Record<string, unknown>>,
  against: Readonly<Record<string, Rule>>,
  prefix = '',
): readonly Problem[] {
  return Object.entries(against).flatMap(([key, rule]) => checkOne(given, key, rule, prefix + key));
}

/** What throws when it is looked at is as wrong as what is of a wrong type. */
function checkOne(given: Readonly<Record<string, unknown>>, key: string, rule: Rule, path: string): readonly Problem[] {
  try {
    return given[key] === undefined ? [] : report(path, rule(given[key]));
  } catch {
    return [{ path, message: 'throws when it is looked at' }];
  }
}

/** Holds the options of a call against their rules. */
export function checkOptions(options: object, against: Readonly<Record<string, Rule>>): readonly Problem[] {
  try {
    return isRecord(options) ? check(options, against) : [{ path: 'options', message: 'must be an object' }];
  } catch {
    return [{ path: 'options', message: 'throw when they are looked at' }];
  }
}

/** Names the keys that have no rule. */
export function unknownKeys(given: object, against: Readonly<Record<string, Rule>>, prefix = ''): readonly Problem[] {
  const message = `is no option; there are ${Object.keys(against).sort().join(', ')}`;
  return Object.keys(given)
    .filter((key) => !Object.hasOwn(against, key))
    .map((key) => ({ path: prefix + key, message }));
}

/** What a rule has found, under the path of what it was asked of. */
export function report(path: string, found: ReturnType<Rule>): readonly Problem[] {
  if (found === undefined) return [];
  if (typeof found === 'string') return [{ path, message: found }];
  return found.map((problem) => ({ ...problem, path: path + problem.path }));
}
