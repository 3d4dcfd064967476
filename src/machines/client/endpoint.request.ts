import { withGiven } from '#sentences';
import { pageUrl, parseConfiguration } from '../../configuration.ts';
import type { Configuration, Resolvable } from '../../configuration.types.ts';
import { ConnectError } from '../../errors.ts';
import { authTokenProtocols, type ConnectParams, endpointUrl } from '../../protocol/endpoint.ts';
import type { TransportRequest } from '../../transport/transport.ts';
import { isUnauthorized, problemOfAnswer } from '../answers.ts';
import { isPromiseLike } from '../promise.ts';
import { isAsked, undialable } from './connect.failure.ts';

/** Asks for url, params, token and headers, once for each attempt. */
export function prepareRequest(
  configuration: Configuration,
  attempt: number,
): TransportRequest | Promise<TransportRequest> {
  return askEndpoint(configuration, attempt, toRequest);
}

/**
 * Asks for url, params, token and headers, and makes something of them. Returns a promise only if one of them is a promise.
 *
 * @throws {@link ConnectError} with `params` if one of their functions threw, rejected or gave a value that can not be
 *   dialed; with `unauthorized` if it threw `Unauthorized`; with `configuration` if a constant can not be dialed.
 */
export function askEndpoint<Made>(
  configuration: Configuration,
  attempt: number,
  make: (answers: Answers, configuration: Configuration) => Made,
): Made | Promise<Made> {
  const answers = names.map((name) => ask<unknown>(name, configuration[name], attempt));
  const taken = (all: readonly Answer[]) => make(checked(configuration, all), configuration);
  return areThere(answers) ? taken(answers) : Promise.all(answers).then(taken);
}

const names = ['url', 'params', 'authToken', 'headers'] as const;

/** The name of an option and its value. The pair is a box, so that a value of the user that has a `then` is no promise. */
type Answer = readonly [name: string, value: unknown];

function areThere(answers: readonly (Answer | Promise<Answer>)[]): answers is readonly Answer[] {
  return !answers.some((answer) => answer instanceof Promise);
}

/** A throw becomes a rejection, so that the promises of the other options are awaited too. */
function ask<T>(name: string, source: Resolvable<T>, attempt: number): Answer | Promise<Answer> {
  if (!isFunction(source)) return [name, source];
  const fail = (cause: unknown) => {
    const code = isUnauthorized(cause) ? 'unauthorized' : 'params';
    return Promise.reject(new ConnectError(code, `The function behind "${name}" failed; see cause.`, { cause }));
  };
  try {
    const answer = source(attempt);
    return isPromiseLike(answer) ? Promise.resolve(answer).then((value) => [name, value], fail) : [name, answer];
  } catch (cause) {
    return fail(cause);
  }
}

/** An option that is a function. */
export type Asked<T> = (attempt: number) => T | null | undefined | PromiseLike<T | null | undefined>;

export function isFunction<T>(source: Resolvable<T>): source is Asked<T> {
  return typeof source === 'function';
}

/** The values of the options, once every function has given one. */
export interface Answers {
  readonly url: string | URL;
  readonly params: ConnectParams;
  readonly authToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

function checked(configuration: Configuration, all: readonly Answer[]): Answers {
  const answers: Readonly<Record<string, unknown>> = Object.fromEntries(all);
  assertThere(answers, configuration);
  assertDialable(answers, configuration);
  return answers;
}

function toRequest({ url, params, authToken, headers }: Answers, { serializer }: Configuration): TransportRequest {
  return {
    url: endpointUrl({ url, params, vsn: serializer.vsn, base: pageUrl() }),
    headers,
    // An empty token means that there is none, so that a function can say so.
    ...(authToken ? { authToken, protocols: authTokenProtocols(authToken) } : { protocols: [] }),
  };
}

/** Throws if a function gave null or undefined, which mean that it has no value yet. */
function assertThere(
  answers: Readonly<Record<string, unknown>>,
  configuration: Configuration,
): asserts answers is typeof answers & Answers {
  const problems = Object.entries(answers).flatMap(([name, answer]) =>
    isAsked(configuration, name) ? (problemOfAnswer(name, answer) ?? []) : [],
  );
  if (problems.length > 0) throw undialable(problems, configuration);
}

/** Checks the values by the rules of the options, which could not check functions. */
function assertDialable(answers: Answers, configuration: Configuration): void {
  const parsed = parseConfiguration({ ...answers, serializer: configuration.serializer });
  if (!parsed.ok) throw undialable(withGiven(parsed.problems, answers, configuration), configuration);
}
