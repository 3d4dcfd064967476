import { ConfigurationError } from '../../errors.ts';
import type { ClientContext } from './client.ref.ts';

/** Phoenix closes a connection that it has heard nothing from for a minute; up to this rest a heartbeat is well before that. */
const LONGEST_REST_MS = 45_000;

/** Tells of a rest in which a server may find the client silent. Who turns heartbeats off means it. */
export function warnOfSilence({ connection }: ClientContext): void {
  const path = 'heartbeatIntervalMs';
  const restMs = connection.configuration[path];
  if (restMs <= LONGEST_REST_MS) return;
  const message = `is ${restMs}, and Phoenix closes a connection after 60000 ms without a frame; up to ${LONGEST_REST_MS} is safe`;
  connection.report(new ConfigurationError([{ path, message }]), null, path);
}
