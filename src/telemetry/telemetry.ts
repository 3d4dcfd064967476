import { connectionOf } from '../client.ts';
import { assertNone, checkListener } from '../heard.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { TelemetryEvent } from './telemetry.types.ts';
import { Tracker } from './tracker.ts';

/** How to listen. */
export interface TelemetryOptions {
  /**
   * What is shown of a topic, for privacy and for few labels: `(topic) => topic.split(':')[0] ?? ''`. Where it
   * throws, or gives no string, the topic is null. Phoenix's own topic, `phoenix`, is shown as it is.
   *
   * @defaultValue the topic itself
   */
  readonly topic?: (topic: string) => string;
}

/**
 * Listens to what a client does: attempts and connections, joins, pushes, callbacks and frames, as spans with a start
 * and an end. Works at any time, before the client is started too; a span that began before is not heard of. While
 * nobody listens it costs nothing.
 *
 * @param listener - Called at once, in the order of what happened. One that throws is reported as `listener.failed`
 *   under the name `onTelemetry`, and harms nothing else.
 * @returns The undo.
 * @throws `ConfigurationError` when the client was made of a bad input, or the listener is no function.
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
