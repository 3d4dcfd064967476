import { unusable } from '../../problem.ts';
import type { ClientContext } from './client.ref.ts';

/** Phoenix closes a connection after 60 s without a frame (`timeout` of `Phoenix.Endpoint.socket/3`). This is well below. */
const LONGEST_REST_MS = 45_000;

/** Warns of a `heartbeatIntervalMs` that is too long. 0, which turns heartbeats off, gives no warning. */
export function warnOfSilence({ connection }: ClientContext): void {
  const path = 'heartbeatIntervalMs';
  const restMs = connection.configuration[path];
  if (restMs > LONGEST_REST_MS) connection.report(unusable(path, path, restMs, LONGEST_REST_MS), null, path);
}
