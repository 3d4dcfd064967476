import { ConfigurationError, type Problem } from '../errors.ts';
import { problem } from '../problem.ts';
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
    const found = problemOf(name) ?? problem('transport', 'dial_failed', name);
    throw new ConfigurationError([found], { cause: scrub(error, request) });
  }
}

/** The problem behind an error that a platform throws when it dials, by the error's name; undefined for other errors. */
export function problemOf(name: string): Problem | undefined {
  const path = culprits.get(name);
  return path === undefined ? path : problem(path, 'undialable', name);
}

/** The option at fault. A secure page may only dial `wss`: that is the `SecurityError`. */
const culprits = new Map([
  ['SecurityError', 'url'],
  ['SyntaxError', 'url'],
  ['TypeError', 'transport'],
]);
