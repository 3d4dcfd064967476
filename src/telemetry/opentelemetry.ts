import { connectionOf } from '../client.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { Metrics } from './opentelemetry.metrics.ts';
import { Spans } from './opentelemetry.spans.ts';
import type { OpenTelemetryApi } from './opentelemetry.types.ts';
import { onTelemetry, type TelemetryOptions } from './telemetry.ts';

/** Options of {@link attachOpenTelemetry}. */
export interface OpenTelemetryOptions extends TelemetryOptions {
  /**
   * The whole module: `import * as api from '@opentelemetry/api'`. Spans and metrics go to the providers registered
   * there.
   */
  readonly api: OpenTelemetryApi;
  /** Whether each incoming message gets a span. @defaultValue `false` */
  readonly frames?: boolean;
}

/**
 * Reports what a client does to OpenTelemetry, with a tracer and a meter named `xstate-phoenix`. Attach a client before
 * you start it: what began before is not reported.
 *
 * Spans: `phoenix.connect` for each attempt, a root; `phoenix.connection`, the child of its attempt; `phoenix.join`,
 * `phoenix.push` and `phoenix.callback`, the children of their connection. A push within an active span of yours is a
 * child of that span, and linked to the connection. With `frames` each incoming message has a span `phoenix.frame`, and
 * its callbacks are the children of that. A failed span has the status ERROR with the code as its message.
 *
 * Metrics, all under `phoenix.client.`: the counters `reconnects`, `connect.failures`, `joins`, `messages` and
 * `frames.dropped`; the up-down counters `connections` and `pushes.in_flight`; the histograms `join.duration`,
 * `push.duration` and `heartbeat.rtt`, in ms. With the option `topic`, joins and pushes have the label `phoenix.topic`,
 * so that function should return few different values.
 *
 * @returns A function that ends the report. It ends open spans, and subtracts from the up-down counters what is still
 *   counted there.
 * @throws `ConfigurationError` when the client was made with a bad input.
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
