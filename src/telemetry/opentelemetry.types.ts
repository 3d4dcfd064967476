/** Values of attributes, by their names. */
export type Attributes = Record<string, string | number | boolean>;

/** Seconds and nanoseconds. */
export type HrTime = [number, number];

/** What OpenTelemetry carries from a caller to what is called. */
export interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/** What a span is linked by. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** A span that goes on. */
export interface Span {
  spanContext(): SpanContext;
  setAttribute(name: string, value: string | number | boolean): unknown;
  setAttributes(attributes: Attributes): unknown;
  addEvent(name: string, time: HrTime): unknown;
  setStatus(status: { code: number; message: string }): unknown;
  end(time: HrTime): void;
}

/** How a span begins. */
export interface SpanOptions {
  kind: number;
  startTime: HrTime;
  attributes: Attributes;
  links: { context: SpanContext }[];
}

/** What makes spans. */
export interface Tracer {
  startSpan(name: string, options: SpanOptions, parent: Context): Span;
}

/** A counter, which may also go down where it is an up-down counter. */
export interface Counter {
  add(value: number, attributes?: Attributes): void;
}

/** What counts how often a value falls into which range. */
export interface Histogram {
  record(value: number, attributes?: Attributes): void;
}

/** What makes instruments. */
export interface Meter {
  createCounter(name: string, options: { description: string }): Counter;
  createUpDownCounter(name: string, options: { description: string }): Counter;
  createHistogram(name: string, options: { unit: string }): Histogram;
}

/**
 * The part of `@opentelemetry/api` that is used. It is described here, so that your project compiles without that
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
