import { holds } from '../holds.ts';

/** Fits a topic or an event: its name, the beginning of names with a `*` behind it, or an expression. */
export type NameMatcher = string | RegExp;

/** Fits a text: the text itself, an expression, or a function that says yes. */
export type TextMatcher = string | RegExp | ((text: string) => boolean);

/** Fits a value: a part that it must have, nested as deep as it is given, or a function that says yes. */
export type Matcher<T> = Partial<T> | ((value: T) => boolean);

/** Whether a name fits; undefined fits all. */
export function fitsName(name: string, matcher: NameMatcher | undefined): boolean {
  if (typeof matcher !== 'string') return fitsText(name, matcher);
  return matcher.endsWith('*') ? name.startsWith(matcher.slice(0, -1)) : name === matcher;
}

/** Whether a text fits; undefined fits all, and a text that is not there fits nothing else. */
export function fitsText(text: string | undefined, matcher: TextMatcher | undefined): boolean {
  if (matcher === undefined) return true;
  if (text === undefined) return false;
  if (typeof matcher === 'function') return matcher(text);
  // search() does not look at `lastIndex`, so an expression may be global and used twice.
  return typeof matcher === 'string' ? text === matcher : text.search(matcher) >= 0;
}

/** Whether what a client sent fits; undefined fits all. A function is trusted to know the type of what it asks for. */
export function fitsValue<T>(value: unknown, matcher: Matcher<T> | undefined): boolean {
  if (isPredicate(matcher)) return matcher(value as T);
  return matcher === undefined || holds(value, matcher);
}

function isPredicate<T>(matcher: Matcher<T> | undefined): matcher is (value: T) => boolean {
  return typeof matcher === 'function';
}
