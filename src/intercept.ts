import { connectionOf } from './client.ts';
import { checkOptions } from './configuration.check.ts';
import { isFunction } from './configuration.rules.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { type Interception, Interceptors } from './machines/client/interceptors.ts';
import { assertNone } from './problem.ts';

/**
 * Sees, changes or drops frames, heartbeats and joins included. A function returns the frame to go on with, null to drop it,
 * or nothing to leave it as it is. It may not be async. Do not change the frame that it is given: return a new one.
 *
 * Those that you add later stand nearer to the wire: they see an outgoing frame after the others, and an incoming one before
 * them. `onFrame` shows what is on the wire.
 *
 * If a function throws, or returns anything else, only that frame is dropped, and the client emits `listener.failed`. A push
 * then rejects with `encode`, and a join is tried again. A frame that you drop is like one that was lost on the way: a push
 * runs into its timeout, and after a heartbeat the connection counts as lost.
 *
 * @returns A function that removes them.
 * @throws {@link ConfigurationError} when the input of the client can not be used, or one of the two is not a function.
 */
export function intercept(client: ClientRef, interception: Interception): () => void {
  assertNone(checkOptions(interception, { incoming: isFunction, outgoing: isFunction }));
  return connectionOf(client).part(Interceptors).add(interception);
}
