import { connectionOf } from '../client.ts';
import { checkListener } from '../heard.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { assertNone } from '../problem.ts';
import type { TelemetryEvent } from './telemetry.types.ts';
import { Tracker } from './tracker.ts';

/** Options of {@link onTelemetry}. */
export interface TelemetryOptions {
  /**
   * Returns the topic that events show. Use it to hide names in topics, or to have few labels:
   * `(topic) => topic.split(':')[0] ?? ''`. If it throws, or returns no string, the topic is null. It is not called for
   * `phoenix`, the topic of heartbeats.
   *
   * @defaultValue shows the topic itself
   */
  readonly topic?: (topic: string) => string;
}

/**
 * Listens to what a client does: attempts and connections, joins, pushes, callbacks and frames, as spans with a start
 * and an end. You can call it at any time, also before the client is started. Spans that have begun before are not
 * reported. Without a listener, telemetry costs nothing.
 *
 * @param listener - Called synchronously with each event, in order. If it throws, the client emits `listener.failed`
 *   for `onTelemetry`, and goes on.
 * @returns A function that removes the listener.
 * @throws `ConfigurationError` when the client was made with a bad input, or the listener is not a function.
 */
export function onTelemetry(
  client: ClientRef,
  listener: (event: TelemetryEvent) => void,
  { topic }: TelemetryOptions = {},
): () => void {
  assertNone(checkListener(listener));
  const connection = connectionOf(client);
  const tracker = connection.watcher instanceof Tracker ? connection.watcher : new Tracker(connection);
  const subscription = tracker.hub.add(listener, topic);
  return () => {
    subscription.unsubscribe();
    if (!tracker.hub.hasListeners) tracker.unsubscribe();
  };
}
