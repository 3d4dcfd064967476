import { pageUrl, parseConfiguration } from '../../configuration.ts';
import type { ClientInput, Configuration, Resolvable } from '../../configuration.types.ts';
import { ConnectError, type Problem } from '../../errors.ts';
import { authTokenProtocols, type ConnectParams, endpointUrl } from '../../protocol/endpoint.ts';
import type { TransportRequest } from '../../transport/transport.ts';
import { isPromiseLike } from '../promise.ts';

/**
 * What is to be dialed: url, params, token and headers, each asked once for the attempt (semantics 8, 95, 96). It is there at
 * once where all of them are.
 *
 * @throws {@link ConnectError} `params` when one of their functions threw or rejected, `configuration` when what came
 *   of it can not be dialed.
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
  readonly value: T;
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

function isFunction<T>(source: Resolvable<T>): source is (attempt: number) => T | PromiseLike<T> {
  return typeof source === 'function';
}

function toRequest(
  { serializer }: Configuration,
  { value: url }: Answer<string | URL>,
  { value: params }: Answer<ConnectParams | undefined>,
  { value: authToken }: Answer<string | undefined>,
  { value: headers }: Answer<Readonly<Record<string, string>> | undefined>,
): TransportRequest {
  const answers = {
    url,
    serializer,
    ...(params !== undefined && { params }),
    ...(authToken !== undefined && { authToken }),
    ...(headers !== undefined && { headers }),
  };
  const problems = problemsOf(answers);
  if (problems.length > 0) {
    const told = problems.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new ConnectError('configuration', `There is nothing to dial: ${told}.`);
  }
  return {
    url: endpointUrl({ url, params, vsn: serializer.vsn, base: pageUrl() }),
    protocols: authToken === undefined ? [] : authTokenProtocols(authToken),
    headers: headers ?? {},
  };
}

/** The rules of the options let functions pass, and the answer of one must be none. */
function problemsOf(answers: ClientInput): readonly Problem[] {
  const parsed = parseConfiguration(answers);
  if (!parsed.ok) return parsed.problems;
  return Object.entries(answers).flatMap(([path, value]) =>
    typeof value === 'function' ? [{ path, message: 'must not be a function that gives a function' }] : [],
  );
}
