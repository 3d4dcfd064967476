import { attributesOf, errorTypeOf } from './opentelemetry.attributes.ts';
import type { Context, HrTime, OpenTelemetryApi, Span, SpanOptions, Tracer } from './opentelemetry.types.ts';
import type { TelemetryEvent } from './telemetry.types.ts';

type EventOf<T extends string> = Extract<TelemetryEvent, { type: T }>;
type Start = EventOf<`${string}.start`>;
type End = EventOf<`${string}.stop` | `${string}.exception`>;

/** A span that has not ended. */
interface Open {
  readonly span: Span;
  readonly startMs: number;
}

/** Turns the events of a client into spans. */
export class Spans {
  readonly #api: OpenTelemetryApi;
  readonly #tracer: Tracer;
  readonly #frames: boolean;
  readonly #open = new Map<string, Open>();
  /** The last attempt. It is the parent of its connection, although it ends before that begins. */
  #attempt: { readonly spanId: string; readonly span: Span } | null = null;
  /** The present connection. */
  #connectionId: string | null = null;

  constructor(api: OpenTelemetryApi, tracer: Tracer, frames: boolean) {
    this.#api = api;
    this.#tracer = tracer;
    this.#frames = frames;
  }

  hear(event: TelemetryEvent): void {
    switch (event.type) {
      case 'client.connect.start':
        this.#begins(event, 'phoenix.connect', 'CLIENT');
        break;
      case 'connection.start':
        this.#begins(event, 'phoenix.connection', 'INTERNAL');
        this.#connectionId = event.spanId;
        break;
      case 'client.join.start':
        this.#begins(event, 'phoenix.join', 'CLIENT');
        break;
      case 'client.push.start':
        this.#begins(event, 'phoenix.push', 'CLIENT');
        break;
      case 'client.callback.start':
        this.#begins(event, 'phoenix.callback', 'INTERNAL');
        break;
      case 'frame.received.start':
        if (this.#frames) this.#begins(event, 'phoenix.frame', 'INTERNAL');
        break;
      case 'client.push.queued':
      case 'client.push.sent':
        this.#notes(event);
        break;
      case 'frame.sent':
      case 'heartbeat':
        break;
      default:
        this.#ends(event);
    }
  }

  /** Ends all open spans. */
  dispose(timeMs: number): void {
    for (const { span } of this.#open.values()) span.end(toHrTime(timeMs));
    this.#open.clear();
  }

  #begins(event: Start, name: string, kind: 'CLIENT' | 'INTERNAL'): void {
    const startMs = event.measurements.timeMs;
    const { parent, links } = this.#placeOf(event);
    const options = {
      kind: this.#api.SpanKind[kind],
      startTime: toHrTime(startMs),
      attributes: attributesOf(event),
      links,
    };
    const span = this.#tracer.startSpan(name, options, parent);
    this.#open.set(event.spanId, { span, startMs });
    if (event.type === 'client.connect.start') this.#attempt = { spanId: event.spanId, span };
  }

  /**
   * A push is a child of the caller's active span, if there is one. Else a span is a child of its parent, or the
   * connection.
   */
  #placeOf(event: Start): { parent: Context; links: SpanOptions['links'] } {
    const { context, trace, ROOT_CONTEXT } = this.#api;
    const span = this.#spanOf(event.parentId) ?? (event.parentId === null ? null : this.#spanOf(this.#connectionId));
    if (event.type === 'client.push.start' && trace.getSpan(context.active()))
      return { parent: context.active(), links: span ? [{ context: span.spanContext() }] : [] };
    return { parent: span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT, links: [] };
  }

  #spanOf(spanId: string | null): Span | null {
    if (spanId === null) return null;
    return this.#attempt?.spanId === spanId ? this.#attempt.span : (this.#open.get(spanId)?.span ?? null);
  }

  #notes(event: EventOf<'client.push.queued' | 'client.push.sent'>): void {
    const name = event.type === 'client.push.sent' ? 'sent' : 'queued';
    this.#open.get(event.spanId)?.span.addEvent(name, toHrTime(event.measurements.timeMs));
  }

  #ends(event: End): void {
    const open = this.#open.get(event.spanId);
    if (open === undefined) return;
    const { span, startMs } = open;
    this.#open.delete(event.spanId);
    span.setAttributes(attributesOf(event));
    for (const [key, value] of Object.entries(event.measurements))
      if (key !== 'timeMs' && key !== 'durationMs') span.setAttribute(`phoenix.${toSnake(key)}`, value);
    if (isException(event)) {
      const message = errorTypeOf(event);
      span.setAttribute('error.type', message);
      span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message });
    }
    span.end(toHrTime(startMs + event.measurements.durationMs));
  }
}

function isException(event: TelemetryEvent): event is EventOf<`${string}.exception`> {
  return event.type.endsWith('.exception');
}

/** Seconds and nanoseconds. OpenTelemetry would take a small plain number for a time since the start of the process. */
function toHrTime(timeMs: number): HrTime {
  const seconds = Math.floor(timeMs / 1_000);
  return [seconds, Math.round((timeMs - seconds * 1_000) * 1e6)];
}

function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
