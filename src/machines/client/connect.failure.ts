import { ConfigurationError, ConnectError } from '../../errors.ts';
import { nameOf } from '../../protocol/platform.ts';
import type { TransportClose, TransportRequest } from '../../transport/transport.ts';

/** Why an attempt failed that never opened (semantics 69, 71). */
export function failureOf(
  { code, httpStatus, headers, error }: TransportClose,
  request: TransportRequest,
): ConnectError {
  if (httpStatus !== undefined) {
    const refusal = httpStatus === 401 || httpStatus === 403 ? 'unauthorized' : 'refused';
    return new ConnectError(refusal, `The server refused the connection with HTTP ${httpStatus}.`, {
      httpStatus,
      headers,
    });
  }
  if (error !== undefined) return toConnectError(error, hintOf(request));
  if (code !== 1006)
    return new ConnectError('refused', `The server closed the connection with ${code} before it opened.`);
  return new ConnectError('unreachable', `The connection could not be opened.${hintOf(request)}`);
}

/** Browsers fail the handshake when no subprotocol is chosen, and can not say that this is why (semantics 98). */
function hintOf({ protocols }: TransportRequest): string {
  return protocols.length === 0 ? '' : ' If the server answers, check that its socket has auth_token: true.';
}

/**
 * Whatever kept an attempt from opening, as the one error class for it.
 *
 * A `SyntaxError` is the platform's word for a url or a subprotocol that can not be dialed; it quotes them, params and
 * token included, so it is not kept as the cause.
 */
export function toConnectError(error: unknown, hint = ''): ConnectError {
  if (error instanceof ConnectError) return error;
  if (error instanceof ConfigurationError) return new ConnectError('configuration', error.message, { cause: error });
  const name = nameOf(error);
  if (name === 'SyntaxError' || name === 'SecurityError' || name === 'TypeError')
    return new ConnectError('configuration', `The transport can not dial this url or subprotocol (${name}).`);
  return new ConnectError('unreachable', `The server could not be reached.${hint}`, { cause: error });
}
