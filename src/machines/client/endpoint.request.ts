import { pageUrl, parseConfiguration } from '../../configuration.ts';
import type { Configuration, Resolvable } from '../../configuration.types.ts';
import { ConnectError } from '../../errors.ts';
import { authTokenProtocols, type ConnectParams, endpointUrl } from '../../protocol/endpoint.ts';
import type { TransportRequest } from '../../transport/transport.ts';
import { kindOf } from '../../values.ts';
import { problemOfAnswer } from '../answers.ts';
import { isPromiseLike } from '../promise.ts';
import { isAsked, optionOf, undialable } from './connect.failure.ts';

/**
 * What is to be dialed: url, params, token and headers, each asked once for the attempt (semantics 8, 95, 96). It is there at
 * once where all of them are.
 *
 * @throws {@link ConnectError} `params` when one of their functions threw, rejected or gave what can not be dialed,
 *   `configuration` when a constant can not be.
 */
export function prepareRequest(
  configuration: Configuration,
  attempt: number,
): TransportRequest | Promise<TransportRequest> {
  const { url, params, authToken, headers } = configuration;
  const answers = [
    ask('url', url, attempt),
    ask('params', params, attempt),
    ask('authToken', authToken, attempt),
    ask('headers', headers, attempt),
  ] as const;
  const [urlAnswer, paramsAnswer, tokenAnswer, headersAnswer] = answers;
  if (
    urlAnswer instanceof Promise ||
    paramsAnswer instanceof Promise ||
    tokenAnswer instanceof Promise ||
    headersAnswer instanceof Promise
  )
    return Promise.all(answers).then((all) => toRequest(configuration, ...all));
  return toRequest(configuration, urlAnswer, paramsAnswer, tokenAnswer, headersAnswer);
}

/** An answer stands in a box, so that nothing of the user's is ever taken for a promise by mistake. */
interface Answer<T> {
  readonly value: T | null | undefined;
}

/** A throw becomes a rejection, so that no answer of the others stays unheard. */
function ask<T>(name: string, source: Resolvable<T>, attempt: number): Answer<T> | Promise<Answer<T>> {
  if (!isFunction(source)) return { value: source };
  const fail = (cause: unknown) =>
    Promise.reject(new ConnectError('params', `The function behind "${name}" failed; see cause.`, { cause }));
  try {
    const answer = source(attempt);
    return isPromiseLike(answer) ? Promise.resolve(answer).then((value) => ({ value }), fail) : { value: answer };
  } catch (cause) {
    return fail(cause);
  }
}

type Asked<T> = (attempt: number) => T | null | undefined | PromiseLike<T | null | undefined>;

function isFunction<T>(source: Resolvable<T>): source is Asked<T> {
  return typeof source === 'function';
}

/** What is dialed, once every function has given something. */
interface Answers {
  readonly url: string | URL;
  readonly params: ConnectParams;
  readonly authToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

function toRequest(
  configuration: Configuration,
  { value: url }: Answer<string | URL>,
  { value: params }: Answer<ConnectParams>,
  { value: authToken }: Answer<string | undefined>,
  { value: headers }: Answer<Readonly<Record<string, string>>>,
): TransportRequest {
  const answers = { url, params, authToken, headers };
  assertThere(answers, configuration);
  assertDialable(answers, configuration);
  return {
    url: endpointUrl({
      url: answers.url,
      params: answers.params,
      vsn: configuration.serializer.vsn,
      base: pageUrl(),
    }),
    // A token that is empty is none, for a function that has to say so.
    protocols: answers.authToken ? authTokenProtocols(answers.authToken) : [],
    headers: answers.headers,
  };
}

/** Every function has given something: null and undefined say that there is nothing yet. */
function assertThere(
  answers: { readonly [Name in keyof Answers]: Answers[Name] | null | undefined },
  configuration: Configuration,
): asserts answers is Answers {
  const problems = Object.entries(answers).flatMap(([name, answer]) =>
    isAsked(configuration, name) ? (problemOfAnswer(name, answer) ?? []) : [],
  );
  if (problems.length > 0) throw undialable(problems, configuration);
}

/** The rules of the options let functions pass, so what those gave is looked at once more. */
function assertDialable(answers: Answers, configuration: Configuration): void {
  const parsed = parseConfiguration({ ...answers, serializer: configuration.serializer });
  if (parsed.ok) return;
  const given: Readonly<Record<string, unknown>> = { ...answers };
  const problems = parsed.problems.map(({ path, message }) => {
    const option = optionOf(path);
    return isAsked(configuration, option)
      ? { path, message: `${message} (its function gave ${kindOf(given[option])})` }
      : { path, message };
  });
  throw undialable(problems, configuration);
}
