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
    throw new ConfigurationError([
      {
        path: 'transport',
        message: `can not dial this url with these protocols and headers: ${explanations[name] ?? `it threw a ${name}`}`,
      },
    ]);
  }
}

const explanations: Readonly<Record<string, string>> = {
  SecurityError: 'a secure page may only dial wss (SecurityError)',
  SyntaxError: 'the url, or a subprotocol, is not a legal one (SyntaxError)',
  TypeError: 'a header, or an option of the transport, is not a legal one (TypeError)',
};
