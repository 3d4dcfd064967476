import { pageUrl, parseConfiguration } from '../configuration.ts';
import type { Configuration, Resolvable } from '../configuration.types.ts';
import { ConnectError } from '../errors.ts';
import { authTokenProtocols, type ConnectParams, endpointUrl } from '../protocol/endpoint.ts';
import type { TransportRequest } from '../transport/transport.ts';
import { isPromiseLike } from './join.ts';

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
  const [first, second, third, fourth] = answers;
  if (isPromiseLike(first) || isPromiseLike(second) || isPromiseLike(third) || isPromiseLike(fourth))
    return Promise.all(answers).then(([u, p, t, h]) => toRequest(configuration, u, p, t, h));
  return toRequest(configuration, first, second, third, fourth);
}

/** A throw becomes a rejection, so that no answer of the others stays unheard. */
function ask<T>(name: string, source: Resolvable<T>, attempt: number): T | PromiseLike<T> {
  if (!isFunction(source)) return source;
  const failed = (cause: unknown) => {
    throw new ConnectError('params', `The function behind "${name}" failed; see cause.`, { cause });
  };
  try {
    const answer = source(attempt);
    return isPromiseLike(answer) ? answer.then((value) => value, failed) : answer;
  } catch (cause) {
    return Promise.reject(cause).catch(failed);
  }
}

function isFunction<T>(source: Resolvable<T>): source is (attempt: number) => T | PromiseLike<T> {
  return typeof source === 'function';
}

function toRequest(
  { serializer }: Configuration,
  url: string | URL,
  params: ConnectParams | undefined,
  authToken: string | undefined,
  headers: Readonly<Record<string, string>> | undefined,
): TransportRequest {
  const answers = {
    url,
    serializer,
    ...(params !== undefined && { params }),
    ...(authToken !== undefined && { authToken }),
    ...(headers !== undefined && { headers }),
  };
  const parsed = parseConfiguration(answers);
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new ConnectError('configuration', `There is nothing to dial: ${problems}.`);
  }
  return {
    url: endpointUrl({ url, params, vsn: serializer.vsn, base: pageUrl() }),
    protocols: authToken === undefined ? [] : authTokenProtocols(authToken),
    headers: headers ?? {},
  };
}
