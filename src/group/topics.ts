import type { Problem } from '../errors.ts';
import { checkTopic } from '../protocol/names.ts';

/** What can be used of a list of topics, each once, and what can not. */
export interface CheckedTopics {
  /** Undefined if it is no list at all. */
  readonly topics: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

/** @param group - The topic of the group, which can not be shared. */
export function checkTopics(given: unknown, group: unknown): CheckedTopics {
  const listed = toList(given);
  if (listed === undefined)
    return { topics: undefined, problems: [{ path: 'topics', message: 'must be a list of topics' }] };
  const topics = new Set<string>();
  const problems = listed.flatMap((topic, index) => {
    const found = problemOf(topic, group);
    if (found === undefined) topics.add(topic as string);
    return found === undefined ? [] : [{ path: `topics[${index}]`, message: found }];
  });
  return { topics: [...topics], problems };
}

function problemOf(topic: unknown, group: unknown): string | undefined {
  return topic === group ? 'is the topic of the group itself' : checkTopic(topic)[0]?.message;
}

/** An iterator of the user may throw. */
function toList(given: unknown): readonly unknown[] | undefined {
  try {
    return typeof given === 'object' && given !== null && Symbol.iterator in given
      ? Array.from(given as Iterable<unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
