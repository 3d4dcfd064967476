import { ConfigurationError, ConnectError } from '../../errors.ts';
import type { TransportRequest } from '../../transport/transport.ts';
import type { SocketEnd } from './socket.end.ts';

/** Why an attempt failed that never opened (semantics 69, 71). */
export function failureOf({ code, httpStatus, headers, error }: SocketEnd, request: TransportRequest): ConnectError {
  const because = error === undefined ? {} : { cause: error };
  if (httpStatus !== undefined) {
    const refusal = httpStatus === 401 || httpStatus === 403 ? 'unauthorized' : 'refused';
    return new ConnectError(refusal, `The server refused the connection with HTTP ${httpStatus}.`, {
      httpStatus,
      headers,
      ...because,
    });
  }
  // What a platform tells of a dial may be of any class, and has to be tried again: only what is thrown at one is hopeless.
  if (error instanceof ConnectError || error instanceof ConfigurationError) return toConnectError(error);
  if (code !== 1006)
    return new ConnectError('refused', `The server closed the connection with ${code} before it opened.`, because);
  const what = error === undefined ? 'connection could not be opened' : 'server could not be reached';
  return new ConnectError('unreachable', `The ${what}.${hintOf(request)}`, because);
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
export function toConnectError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  if (error instanceof ConfigurationError) return new ConnectError('configuration', error.message, { cause: error });
  const name = error instanceof Error ? error.name : '';
  if (name === 'SyntaxError' || name === 'SecurityError' || name === 'TypeError')
    return new ConnectError(
      'configuration',
      `The transport can not dial this url or subprotocol (${name}); see cause.`,
      {
        cause: error,
      },
    );
  return new ConnectError('unreachable', 'The server could not be reached.', { cause: error });
}

/** Why an open connection is lost, where somebody has said why. */
export function lossOf(cause: unknown, what = 'The connection broke'): ConnectError {
  return new ConnectError('lost', `${what}; see cause.`, { cause });
}
