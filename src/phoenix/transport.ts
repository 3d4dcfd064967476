import { wsClass } from '#ws-class';
import { ConfigurationError } from '../errors.ts';
import type { ConnClass, SocketOptions } from './phoenix.types.ts';

/** The class of the connections: the one that is given, that of the platform, or that of `ws`. */
export function transportOf({ transport }: SocketOptions): ConnClass {
  const found = transport || globalThis.WebSocket || wsClass();
  if (found) return found;
  throw new ConfigurationError([
    { path: 'transport', message: 'is missing: this platform has no WebSocket; pass a class of its shape' },
  ]);
}
