import type { Configuration } from '../../configuration.types.ts';
import { ConfigurationError, ConnectError, type Problem } from '../../errors.ts';
import { nameOf } from '../../protocol/platform.ts';
import type { TransportRequest } from '../../transport/transport.ts';
import type { Time } from '../time.ts';
import { retryAfterMs } from './retry.after.ts';
import type { SocketEnd } from './socket.end.ts';
import { explain } from './unreachable.ts';

/** What is to be known of the client whose attempt has failed. */
interface Dialer {
  readonly configuration: Configuration;
  readonly time: Pick<Time, 'wall'>;
}

/** Why an attempt failed that never opened (semantics 69, 71). */
export function failureOf(end: SocketEnd, request: TransportRequest, { configuration, time }: Dialer): ConnectError {
  const { code, httpStatus, headers, error } = end;
  const because = error === undefined ? {} : { cause: error };
  if (httpStatus !== undefined) {
    const refusal = httpStatus === 401 || httpStatus === 403 ? 'unauthorized' : 'refused';
    return new ConnectError(refusal, `The server refused the connection with HTTP ${httpStatus}.`, {
      httpStatus,
      headers,
      retryAfterMs: retryAfterMs(end, time.wall()),
      ...because,
    });
  }
  // What a platform tells of a dial may be of any class, and has to be tried again: only what is thrown at one is hopeless.
  if (error instanceof ConnectError || error instanceof ConfigurationError) return toConnectError(error, configuration);
  if (code !== 1006)
    return new ConnectError('refused', `The server closed the connection with ${code} before it opened.`, because);
  const what = error === undefined ? 'The connection could not be opened.' : explain(error);
  return new ConnectError('unreachable', what + hintOf(request), because);
}

/** Browsers fail the handshake when no subprotocol is chosen, and can not say that this is why (semantics 98). */
function hintOf({ protocols }: TransportRequest): string {
  return protocols.length === 0 ? '' : ' If the server answers, check that its socket has auth_token: true.';
}

/**
 * Whatever kept an attempt from opening, as the one error class for it.
 *
 * A `SyntaxError` is the platform's word for a url or a subprotocol that can not be dialed.
 */
export function toConnectError(error: unknown, configuration: Configuration): ConnectError {
  if (error instanceof ConnectError) return error;
  if (error instanceof ConfigurationError) return undialable(error.problems, configuration, { cause: error });
  const name = nameOf(error);
  const path = culprits.get(name);
  if (path === undefined) return new ConnectError('unreachable', explain(error), { cause: error });
  const message = `${path === 'url' ? 'can not be dialed' : 'can not dial this'} (${name}); see cause`;
  return undialable([{ path, message }], configuration, { cause: error });
}

/** What is wrong where a transport throws one of these. */
const culprits: ReadonlyMap<string, string> = new Map([
  ['SyntaxError', 'url'],
  ['SecurityError', 'url'],
  ['TypeError', 'transport'],
]);

/** There is nothing to dial: for now, where functions of the user gave all that is wrong, or else for good. */
export function undialable(
  problems: readonly Problem[],
  configuration: Configuration,
  options?: ErrorOptions,
): ConnectError {
  const isForNow = problems.every(({ path }) => isAsked(configuration, optionOf(path)));
  const told = problems.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
  return new ConnectError(isForNow ? 'params' : 'configuration', `There is nothing to dial: ${told}.`, options);
}

/** The option that a path leads into. */
export function optionOf(path: string): string {
  return path.replace(/[.[].*/s, '');
}

/** Whether an option of the request is a function, and may give something else at the next attempt. */
export function isAsked({ url, params, authToken, headers }: Configuration, option: string): boolean {
  const sources = new Map<string, unknown>(Object.entries({ url, params, authToken, headers }));
  return typeof sources.get(option) === 'function';
}

/** Why an open connection is lost, where somebody has said why. */
export function lossOf(cause: unknown, what = 'The connection broke'): ConnectError {
  return new ConnectError('lost', `${what}; see cause.`, { cause });
}
