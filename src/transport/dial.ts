import { ConfigurationError } from '../errors.ts';
import { nameOf } from '../protocol/platform.ts';

/**
 * Runs a constructor that dials; whatever it throws is not retried.
 *
 * The thrown message is dropped, because platforms quote the whole url in it, token included.
 *
 * @throws {@link ConfigurationError}
 */
export function dial<Socket>(construct: () => Socket): Socket {
  try {
    return construct();
  } catch (error) {
    const name = nameOf(error) || typeof error;
    const { path, why } = explanations[name] ?? { path: 'transport', why: `it threw a ${name}` };
    throw new ConfigurationError([{ path, message: `can not be dialed, with these protocols and headers: ${why}` }]);
  }
}

/** What is to be blamed, and why. */
const explanations: Readonly<Record<string, { readonly path: string; readonly why: string }>> = {
  SecurityError: { path: 'url', why: 'a secure page may only dial wss (SecurityError)' },
  SyntaxError: { path: 'url', why: 'the url, or a subprotocol, is not a legal one (SyntaxError)' },
  TypeError: { path: 'transport', why: 'a header, or an option of the transport, is not a legal one (TypeError)' },
};
