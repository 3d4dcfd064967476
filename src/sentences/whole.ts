import type { Problem } from '../errors.ts';
import { connectSentences, endpointSentences } from './connecting.ts';
import { frameSentences, ownSentences } from './frames.ts';
import { kindOf, optionOf } from './kind.ts';
import { nameSentences, optionSentences } from './options.ts';
import { joinSentences, pushSentences, topicSentences } from './topics.ts';
import { waitSentences } from './waits.ts';

const all = {
  ...optionSentences,
  ...nameSentences,
  ...endpointSentences,
  ...connectSentences,
  ...joinSentences,
  ...pushSentences,
  ...topicSentences,
  ...waitSentences,
  ...frameSentences,
  ...ownSentences,
} as const;

/** The code of a sentence. */
export type Code = keyof typeof all;

/** What each sentence tells beside its words. */
export type Details = { readonly [C in Code]: Parameters<(typeof all)[C]> };

const sentences: { readonly [C in Code]: (...details: Details[C]) => string } = all;

/**
 * Tells with each problem what the function behind its option gave, without the value itself.
 *
 * @param given - What was given, by option.
 * @param options - The options themselves.
 */
export function withGiven(problems: readonly Problem[], given: object, options: object): readonly Problem[] {
  const [values, sources] = [given, options].map((object) => new Map<string, unknown>(Object.entries(object)));
  return problems.map(({ path, message }) => {
    const option = optionOf(path);
    const isAsked = typeof sources?.get(option) === 'function';
    return { path, message: isAsked ? `${message} (its function gave ${kindOf(values?.get(option))})` : message };
  });
}

/** The codes of all sentences. */
export const codes: readonly string[] = Object.keys(sentences);

/** Says something in a whole sentence. A page in production has only its code: see `codes.ts`. */
export function say<C extends Code>(code: C, ...details: Details[C]): string {
  return sentences[code](...details);
}
