import { isPromiseLike } from '../machines/promise.ts';
import type { ConnectParams } from '../protocol/endpoint.ts';

/** Knows whether the attempt that begins is one to reconnect. */
export interface Retrying {
  isRetry(): boolean;
}

/**
 * The `params` of a client that calls a function before it reconnects. They are none, since the socket dials. But a client
 * waits for the promise of its params, and for no attempt that was given up meanwhile.
 */
export function before(retrying: Retrying, call: () => void | PromiseLike<void>) {
  return (): ConnectParams | PromiseLike<ConnectParams> => {
    const done = retrying.isRetry() ? call() : undefined;
    return isPromiseLike(done) ? done.then(() => ({})) : {};
  };
}
