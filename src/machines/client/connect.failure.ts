import { say } from '#sentences';
import { explain } from '#unreachable';
import type { Configuration } from '../../configuration.types.ts';
import { ConfigurationError, ConnectError, type Problem } from '../../errors.ts';
import { nameOf } from '../../protocol/platform.ts';
import { optionOf } from '../../sentences/kind.ts';
import { problemOf } from '../../transport/dial.ts';
import type { TransportRequest } from '../../transport/transport.ts';
import type { Time } from '../time.ts';
import { retryAfterMs } from './retry.after.ts';
import type { SocketEnd } from './socket.end.ts';

/** The parts of the connection that are needed. */
interface Dialer {
  readonly configuration: Configuration;
  readonly time: Pick<Time, 'wall'>;
}

/**
 * The error of an attempt whose socket ended before it opened. Phoenix answers HTTP 403 if `connect/3` returns `:error`, and
 * for a bad origin, vsn or subprotocol (`lib/phoenix/transports/websocket.ex`). Browsers hide the status.
 */
export function failureOf(end: SocketEnd, request: TransportRequest, { configuration, time }: Dialer): ConnectError {
  const { code, httpStatus, headers, error } = end;
  const because = error === undefined ? {} : { cause: error };
  if (httpStatus !== undefined) {
    const refusal = httpStatus === 401 || httpStatus === 403 ? 'unauthorized' : 'refused';
    return new ConnectError(refusal, say('httpStatus', httpStatus), {
      httpStatus,
      headers,
      retryAfterMs: retryAfterMs(end, time.wall()),
      ...because,
    });
  }
  // Only our own classes count: a platform may report an end with a `SyntaxError` or such, and that is tried again.
  if (error instanceof ConnectError || error instanceof ConfigurationError) return toConnectError(error, configuration);
  if (code !== 1006) return new ConnectError('refused', say('refused', code), because);
  const what = error === undefined ? say('not_opened') : explain(error);
  return new ConnectError('unreachable', what + hintOf(request), because);
}

/** Browsers fail the handshake without saying why if we send a token and the server's socket has no `auth_token: true`. */
function hintOf({ protocols }: TransportRequest): string {
  return protocols.length === 0 ? '' : ` ${say('auth_token')}`;
}

/**
 * Turns whatever was thrown while an attempt was made into a `ConnectError`.
 *
 * Platforms throw a `SyntaxError` if they can not dial a url or a subprotocol.
 */
export function toConnectError(error: unknown, configuration: Configuration): ConnectError {
  if (error instanceof ConnectError) return error;
  if (error instanceof ConfigurationError) return undialable(error.problems, configuration, { cause: error });
  const problem = problemOf(nameOf(error));
  if (problem === undefined) return new ConnectError('unreachable', explain(error), { cause: error });
  return undialable([problem], configuration, { cause: error });
}

/** The error of options that can not be dialed: `params` if all bad values came from functions, else `configuration`. */
export function undialable(
  problems: readonly Problem[],
  configuration: Configuration,
  options?: ErrorOptions,
): ConnectError {
  const isForNow = problems.every(({ path }) => isAsked(configuration, optionOf(path)));
  const told = problems.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
  return new ConnectError(isForNow ? 'params' : 'configuration', `The client can not dial: ${told}.`, options);
}

/** Whether an option is a function, which may give another value at the next attempt. */
export function isAsked({ url, params, authToken, headers }: Configuration, option: string): boolean {
  const sources = new Map<string, unknown>(Object.entries({ url, params, authToken, headers }));
  return typeof sources.get(option) === 'function';
}

/** How an open connection broke: the code of its sentence. */
export type Loss = 'lost' | 'send' | 'heartbeat';

/** The error of an open connection that broke with a known cause. */
export function lossOf(cause: unknown, code: Loss = 'lost'): ConnectError {
  return new ConnectError('lost', say(code), { cause });
}
