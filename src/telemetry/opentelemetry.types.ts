/** Attributes: values by name. */
export type Attributes = Record<string, string | number | boolean>;

/** Seconds and nanoseconds. */
export type HrTime = [number, number];

/** A context: values that OpenTelemetry carries along a call. */
export interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/** The ids of a span, for links. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** A span that has not ended. */
export interface Span {
  spanContext(): SpanContext;
  setAttribute(name: string, value: string | number | boolean): unknown;
  setAttributes(attributes: Attributes): unknown;
  addEvent(name: string, time: HrTime): unknown;
  setStatus(status: { code: number; message: string }): unknown;
  end(time: HrTime): void;
}

/** Options of a new span. */
export interface SpanOptions {
  kind: number;
  startTime: HrTime;
  attributes: Attributes;
  links: { context: SpanContext }[];
}

/** Makes spans. */
export interface Tracer {
  startSpan(name: string, options: SpanOptions, parent: Context): Span;
}

/** A counter. An up-down counter also takes negative values. */
export interface Counter {
  add(value: number, attributes?: Attributes): void;
}

/** Records how values are distributed. */
export interface Histogram {
  record(value: number, attributes?: Attributes): void;
}

/** Makes counters and histograms. */
export interface Meter {
  createCounter(name: string, options: { description: string }): Counter;
  createUpDownCounter(name: string, options: { description: string }): Counter;
  createHistogram(name: string, options: { unit: string }): Histogram;
}

/**
 * The part of `@opentelemetry/api` that is used. It is declared here, so that your project compiles without that
 * package.
 */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): Tracer;
    getSpan(context: Context): Span | undefined;
    setSpan(context: Context, span: Span): Context;
  };
  readonly metrics: { getMeter(name: string): Meter };
  readonly context: { active(): Context };
  readonly ROOT_CONTEXT: Context;
  readonly SpanKind: { readonly CLIENT: number; readonly INTERNAL: number };
  readonly SpanStatusCode: { readonly ERROR: number };
}
