import * as api from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** OpenTelemetry as a program sets it up, exporting to memory; until `dispose`. */
export function createExporters() {
  const spans = new InMemorySpanExporter();
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics });
  const meters = new MeterProvider({ readers: [reader] });
  api.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  api.metrics.setGlobalMeterProvider(meters);
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

  /** The value of each metric, by its labels: of a histogram, how many there were and their sum. */
  async function collect(): Promise<Record<string, Record<string, unknown>>> {
    metrics.reset();
    await reader.forceFlush();
    const found = metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    return Object.fromEntries(
      found.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        Object.fromEntries(
          dataPoints.map(({ attributes, value }) => [
            Object.values(attributes).join(),
            typeof value === 'object' && 'sum' in value ? [value.count, value.sum] : value,
          ]),
        ),
      ]),
    );
  }

  return {
    collect,
    /** All that was exported of metrics, as text. */
    metricsText: async () => {
      await reader.forceFlush();
      return JSON.stringify(metrics.getMetrics());
    },
    /** The ended spans, in the order of their ends; those of one name only, where it is given. */
    spans: (name?: string): ReadableSpan[] =>
      spans.getFinishedSpans().filter((span) => name === undefined || span.name === name),
    span(name: string): ReadableSpan {
      const found = this.spans(name).at(-1);
      if (!found) throw new Error(`No span ${name} was exported.`);
      return found;
    },
    async dispose(): Promise<void> {
      await meters.shutdown();
      api.trace.disable();
      api.metrics.disable();
      api.context.disable();
    },
  };
}

/** What is to be seen of a span. */
export function shown({ name, kind, attributes, events, links, status, startTime, endTime }: ReadableSpan) {
  return { name, kind, attributes, events, links, status, startTime, endTime };
}

/** When a span began and ended, in ms. */
export function timesOf({ startTime, endTime }: ReadableSpan): [number, number] {
  const toMs = ([seconds, nanoseconds]: api.HrTime) => seconds * 1e3 + nanoseconds / 1e6;
  return [toMs(startTime), toMs(endTime)];
}
