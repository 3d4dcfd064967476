import { unusable } from '../problem.ts';
import { isRecord, toDelay } from '../values.ts';
import { isPromiseLike } from './promise.ts';
import { guarded, type UserCodeOwner } from './user.code.ts';

/**
 * Asks a function of the user for a delay. If it throws or gives no delay, this is reported, and undefined is returned: the
 * caller then uses its default.
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
  // Nobody waits for this promise, so its rejection must not become an unhandled one.
  const isPromise = isPromiseLike(given);
  if (isPromise) given.then(undefined, () => {});
  throw unusable(name, 'delay_given', given, isPromise);
}

/** Where the delays of an actor report their errors, and for which topic. */
export interface DelayOwner {
  readonly owner: UserCodeOwner;
  readonly topic: string | null;
}

/**
 * Guards the delays that are given to `provide()` of a machine. If one throws or gives no delay, this is reported, and the
 * delay that it replaced is used.
 *
 * @param own - The delays that the machine had before.
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
