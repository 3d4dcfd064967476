import { ConfigurationError } from '../errors.ts';
import { nameOf } from '../protocol/platform.ts';
import { scrub } from './scrub.ts';
import type { TransportRequest } from './transport.ts';

/**
 * Runs a constructor that dials; whatever it throws is not retried, unless a function of the user gave what can not be dialed.
 *
 * The cause is scrubbed, because platforms quote the whole url in what they throw, token included.
 *
 * @throws {@link ConfigurationError}
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

/** What is to be blamed, and why. */
const explanations = new Map([
  ['SecurityError', { path: 'url', why: 'a secure page may only dial wss (SecurityError)' }],
  ['SyntaxError', { path: 'url', why: 'the url, or a subprotocol, is not a legal one (SyntaxError)' }],
  ['TypeError', { path: 'transport', why: 'a header, or an option of the transport, is not a legal one (TypeError)' }],
]);
