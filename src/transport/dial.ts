import { ConfigurationError } from '../errors.ts';
import { scrub } from './scrub.ts';
import type { TransportRequest } from './transport.ts';

/**
 * Runs a constructor that dials; whatever it throws is not retried.
 *
 * The cause is scrubbed, because platforms quote the whole url in what they throw, token included.
 *
 * @throws {@link ConfigurationError}
 */
export function dial<Socket>(request: TransportRequest, construct: () => Socket): Socket {
  try {
    return construct();
  } catch (error) {
    const name = error instanceof Error ? scrub(error.name, request) : typeof error;
    const what = explanations[name] ?? `it threw a ${name}`;
    const message = `can not dial this url with these protocols and headers: ${what}; see cause`;
    throw new ConfigurationError([{ path: 'transport', message }], { cause: scrub(error, request) });
  }
}

const explanations: Readonly<Record<string, string>> = {
  SecurityError: 'a secure page may only dial wss (SecurityError)',
  SyntaxError: 'the url, or a subprotocol, is not a legal one (SyntaxError)',
  TypeError: 'a header, or an option of the transport, is not a legal one (TypeError)',
};
