import { connectionOf } from '../client.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { Metrics } from './opentelemetry.metrics.ts';
import { Spans } from './opentelemetry.spans.ts';
import type { OpenTelemetryApi } from './opentelemetry.types.ts';
import { onTelemetry, type TelemetryOptions } from './telemetry.ts';

/** How to report to OpenTelemetry. */
export interface OpenTelemetryOptions extends TelemetryOptions {
  /** The API as a whole, `import * as api from '@opentelemetry/api'`: whose providers are registered there count. */
  readonly api: OpenTelemetryApi;
  /** Whether there is a span for each incoming message. @defaultValue `false` */
  readonly frames?: boolean;
}

/**
 * Reports what a client does to OpenTelemetry, under the name `xstate-phoenix`. Only what begins from now on is
 * reported, so a client is best attached before it is started.
 *
 * Spans: `phoenix.connect` for each attempt, a root; `phoenix.connection`, the child of the attempt that led to it;
 * `phoenix.join`, `phoenix.push` and `phoenix.callback`, the children of their connection. A push within an active span
 * of yours is the child of that one, and linked to the connection. With `frames`, also `phoenix.frame`, one for each
 * incoming message, with the callbacks of it as its children. What failed has the status ERROR, and the code as its message.
 *
 * Metrics: the counters `phoenix.client.` `reconnects`, `connect.failures`, `joins`, `messages` and `frames.dropped`; the
 * up-down counters `connections` and `pushes.in_flight`; the histograms `join.duration`, `push.duration` and
 * `heartbeat.rtt`, in ms. With `topic`, joins and pushes have `phoenix.topic` as a label, so it should give few values.
 *
 * @returns The undo: spans that go on end as they are, and the up-down counters forget what they had counted.
 * @throws `ConfigurationError` when the client was made of a bad input.
 */
export function attachOpenTelemetry(
  client: ClientRef,
  { api, frames = false, ...options }: OpenTelemetryOptions,
): () => void {
  const { time } = connectionOf(client);
  const spans = new Spans(api, api.trace.getTracer('xstate-phoenix'), frames);
  const metrics = new Metrics(api.metrics.getMeter('xstate-phoenix'), options.topic !== undefined);
  const undo = onTelemetry(
    client,
    (event) => {
      spans.hear(event);
      metrics.hear(event);
    },
    options,
  );
  return () => {
    undo();
    spans.dispose(time.wall());
    metrics.dispose();
  };
}
