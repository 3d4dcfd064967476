import { say } from '#sentences';
import type { Problem } from './errors.ts';
import { problem } from './problem.ts';
import { isRecord } from './values.ts';

/** Returns what is wrong with a value, to be read behind the name of the option; undefined if it is right. */
export type Rule = (value: unknown) => string | undefined | readonly Problem[];

const none: readonly Problem[] = [];

/** Checks options against their rules. An option that is undefined counts as not given. */
export function check(
  given: Readonly<Record<string, unknown>>,
  against: Readonly<Record<string, Rule>>,
  prefix = '',
): readonly Problem[] {
  let problems = none;
  // A loop, and no list while there is no problem, since pushes are checked as well.
  for (const key in against) {
    const rule = against[key];
    const found = rule ? checkOne(given, key, rule, prefix) : none;
    if (found.length > 0) problems = [...problems, ...found];
  }
  return problems;
}

/** An accessor or a proxy may throw when it is read. */
function checkOne(
  given: Readonly<Record<string, unknown>>,
  key: string,
  rule: Rule,
  prefix: string,
): readonly Problem[] {
  try {
    return given[key] === undefined ? none : report(prefix + key, rule(given[key]));
  } catch {
    return [problem(prefix + key, 'unreadable')];
  }
}

/** Checks the options of a call; undefined if none were given. */
export function checkOptions(options: object | undefined, against: Readonly<Record<string, Rule>>): readonly Problem[] {
  if (options === undefined) return none;
  try {
    return isRecord(options) ? check(options, against) : [problem('options', 'options')];
  } catch {
    return [problem('options', 'options_unreadable')];
  }
}

/** Reports the keys that are no options. */
export function unknownKeys(given: object, against: Readonly<Record<string, Rule>>, prefix = ''): readonly Problem[] {
  const message = say('unknown', against);
  return Object.keys(given)
    .filter((key) => !Object.hasOwn(against, key))
    .map((key) => ({ path: prefix + key, message }));
}

/** Turns what a rule returned into problems with a path. */
export function report(path: string, found: ReturnType<Rule>): readonly Problem[] {
  if (found === undefined) return [];
  if (typeof found === 'string') return [{ path, message: found }];
  return found.map((problem) => ({ ...problem, path: path + problem.path }));
}
