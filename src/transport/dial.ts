import { ConfigurationError } from '../errors.ts';
import { nameOf } from '../protocol/platform.ts';
import { scrub } from './scrub.ts';
import type { TransportRequest } from './transport.ts';

/**
 * Calls a constructor that dials. If it throws, the client does not try again, unless a function of the user returned
 * the url, params, token or headers.
 *
 * @throws {@link ConfigurationError} with the error as its cause, without the secrets: platforms quote the whole url.
 */
export function dial<Socket>(request: TransportRequest, construct: () => Socket): Socket {
  try {
    return construct();
  } catch (error) {
    const name = scrub(nameOf(error), request) || typeof error;
    const { path, why } = explanations.get(name) ?? { path: 'transport', why: `it threw a ${name}` };
    const what = path === 'url' ? 'can not be dialed' : 'can not dial this url';
    const message = `${what}, with these protocols and headers: ${why}; see cause`;
    throw new ConfigurationError([{ path, message }], { cause: scrub(error, request) });
  }
}

/** The option at fault, and why, by the name of the error. */
const explanations = new Map([
  ['SecurityError', { path: 'url', why: 'a secure page may only dial wss (SecurityError)' }],
  ['SyntaxError', { path: 'url', why: 'the url or a subprotocol is not legal (SyntaxError)' }],
  ['TypeError', { path: 'transport', why: 'a header or an option of the transport is not legal (TypeError)' }],
]);
