import { createRequire } from 'node:module';
import type { WebSocket } from 'ws';

/** The class of the package `ws`, loaded within the call; undefined if it is not installed. */
export function wsClass(): typeof WebSocket | undefined {
  const load = createRequire(import.meta.url);
  try {
    return load('ws') as typeof WebSocket;
  } catch {
    return undefined;
  }
}
