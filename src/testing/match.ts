import { holds } from '../holds.ts';

/** Fits topics or events: a name, the beginning of names with a `*` behind it, or a regular expression. */
export type NameMatcher = string | RegExp;

/** Fits texts: the text itself, a regular expression, or a function that returns true for it. */
export type TextMatcher = string | RegExp | ((text: string) => boolean);

/** Fits values: a part that the value must have, at any depth, or a function that returns true for it. */
export type Matcher<T> = Partial<T> | ((value: T) => boolean);

/** Whether a name fits. Undefined fits every name. */
export function fitsName(name: string, matcher: NameMatcher | undefined): boolean {
  if (typeof matcher !== 'string') return fitsText(name, matcher);
  return matcher.endsWith('*') ? name.startsWith(matcher.slice(0, -1)) : name === matcher;
}

/** Whether a text fits. Undefined fits every text. A missing text fits only undefined. */
export function fitsText(text: string | undefined, matcher: TextMatcher | undefined): boolean {
  if (matcher === undefined) return true;
  if (text === undefined) return false;
  if (typeof matcher === 'function') return matcher(text);
  // search() ignores `lastIndex`, so you can use a global expression twice.
  return typeof matcher === 'string' ? text === matcher : text.search(matcher) >= 0;
}

/** Whether a value fits. Undefined fits every value. The type that a function declares is not checked. */
export function fitsValue<T>(value: unknown, matcher: Matcher<T> | undefined): boolean {
  if (isPredicate(matcher)) return matcher(value as T);
  return matcher === undefined || holds(value, matcher);
}

function isPredicate<T>(matcher: Matcher<T> | undefined): matcher is (value: T) => boolean {
  return typeof matcher === 'function';
}
