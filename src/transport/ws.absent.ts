import { ConfigurationError } from '../errors.ts';
import type { TransportFactory } from './transport.ts';
import type { WsOptions } from './ws.options.ts';

/**
 * `ws()` in builds that are not for Node: for browsers, workers, React Native, Deno and Bun. This keeps the package
 * `ws` out of their bundles.
 *
 * @throws {@link ConfigurationError} always.
 */
export function ws(_options?: WsOptions): TransportFactory {
  throw new ConfigurationError([
    {
      path: 'transport',
      message:
        'can not be ws(), because this build is not for Node; use websocket(), or leave transport out (if it does run in Node, build it with the export condition "node")',
    },
  ]);
}

/** The class of the package `ws`, which these builds do not have. @internal */
export function wsClass(): undefined {
  return undefined;
}
