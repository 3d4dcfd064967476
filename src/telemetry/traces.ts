import { type AttemptFacts, AttemptSpan } from './attempt.span.ts';
import type { Hub, Span } from './hub.ts';
import { randomId } from './ids.ts';

/** The parent of a span. It has a trace even if its own span has not begun, or has ended. */
interface Parent {
  readonly traceId: string;
  readonly spanId: string | null;
}

/** A connection that was open before anybody listened. It has ids, but its own span is not reported. */
interface Found extends Parent {
  readonly connectionId: string;
}

/** Finds the trace of a span: that of the present connection, or of the next one. */
export class Traces {
  readonly hub: Hub;
  #traceId: string | null = null;
  #attempt: AttemptSpan | null = null;
  #found: Found | null = null;

  constructor(hub: Hub) {
    this.hub = hub;
  }

  /** The present attempt or connection. */
  get attempt(): AttemptSpan | null {
    return this.#attempt;
  }

  /** The id of the present attempt or connection. */
  get connectionId(): string | null {
    return (this.#attempt ?? this.#found)?.connectionId ?? null;
  }

  /** Begins a span, in the trace of its parent. By default its parent is the connection. */
  begin(parent: Parent | null = this.#attempt ?? this.#found): Span {
    const traceId = parent?.traceId ?? this.#nextTraceId();
    return this.hub.begin(traceId, this.connectionId, parent?.spanId ?? null);
  }

  /** Begins an attempt. */
  dial(facts: AttemptFacts): AttemptSpan {
    const attempt = new AttemptSpan(this.hub, this.#nextTraceId(), facts, () => {
      if (this.#attempt === attempt) this.#attempt = null;
    });
    this.#attempt = attempt;
    return attempt;
  }

  /** Called when the client is connected. Nobody may have listened during its attempt. */
  find(): void {
    if (this.#attempt !== null) return;
    this.#found = { traceId: this.#nextTraceId(), connectionId: randomId(2), spanId: randomId(2) };
  }

  /** Called when no attempt follows. Later spans get a new trace. */
  end(): void {
    this.#traceId = null;
  }

  /** Called when the connection is over. Later spans belong to the next one. */
  forget(): void {
    this.#found = null;
    this.#traceId = null;
  }

  /** The trace of the next connection, and of everything until then. */
  #nextTraceId(): string {
    this.#traceId ??= randomId(4);
    return this.#traceId;
  }
}
