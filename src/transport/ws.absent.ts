import { unusable } from '../problem.ts';
import type { TransportFactory } from './transport.ts';
import type { WsOptions } from './ws.options.ts';

/**
 * `ws()` in builds that are not for Node: for browsers, workers, React Native, Deno and Bun. This keeps the package
 * `ws` out of their bundles.
 *
 * @throws {@link ConfigurationError} always.
 */
export function ws(_options?: WsOptions): TransportFactory {
  throw unusable('transport', 'no_ws');
}

/** The class of the package `ws`, which these builds do not have. @internal */
export function wsClass(): undefined {
  return undefined;
}
