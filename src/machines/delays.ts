import { ConfigurationError } from '../errors.ts';
import { isRecord, kindOf, toDelay } from '../values.ts';
import { isPromiseLike } from './promise.ts';
import { guarded, type UserCodeOwner } from './user.code.ts';

/**
 * The delay that a function of the user gives. What is none is reported as a throw is; then undefined comes back, and
 * the default counts.
 */
export function askDelay(
  owner: UserCodeOwner,
  ask: () => unknown,
  topic: string | null,
  name: string,
): number | undefined {
  return guarded(owner, () => asDelay(ask(), name), topic, name);
}

function asDelay(given: unknown, name: string): number {
  const delay = toDelay(given);
  if (delay !== undefined) return delay;
  // What it brings is too late, and whether it rejects is no matter.
  if (isPromiseLike(given)) given.then(undefined, () => {});
  const what = isPromiseLike(given) ? 'a promise' : kindOf(given);
  throw new ConfigurationError([
    { path: name, message: `must be a number of milliseconds from 0, and gave ${what}; its default counts` },
  ]);
}

/** Who answers for the delays of an actor, and the topic they belong to. */
export interface DelayOwner {
  readonly owner: UserCodeOwner;
  readonly topic: string | null;
}

/**
 * Has the delays that are provided for a machine be delays: what gives none, or throws, is reported, and what stood in its
 * place counts.
 *
 * @param own - The delays of the machine they are provided for.
 */
export function guardDelays<Given extends object, Context>(
  given: Given,
  own: Readonly<Record<string, unknown>>,
  ownerOf: (context: Context) => DelayOwner,
): Given {
  const delays: unknown = 'delays' in given ? given.delays : undefined;
  if (!isRecord(delays)) return given;
  const safe = Object.entries(delays).map(([name, delay]) => {
    const guard = (args: { readonly context: Context }, params: unknown) => {
      const { owner, topic } = ownerOf(args.context);
      return askDelay(owner, () => evaluate(delay, args, params), topic, name) ?? evaluate(own[name], args, params);
    };
    return [name, toDelay(delay) ?? guard];
  });
  return { ...given, delays: Object.fromEntries(safe) };
}

function evaluate(delay: unknown, args: unknown, params: unknown): unknown {
  return isFunction(delay) ? delay(args, params) : delay;
}

function isFunction(delay: unknown): delay is (args: unknown, params: unknown) => unknown {
  return typeof delay === 'function';
}
