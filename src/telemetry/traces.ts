import { type AttemptFacts, AttemptSpan } from './attempt.span.ts';
import type { Hub, Span } from './hub.ts';
import { randomId } from './ids.ts';

/** What a span may be a part of; one that has not begun, or has ended, has a trace all the same. */
interface Parent {
  readonly traceId: string;
  readonly spanId: string | null;
}

/** A connection that was there before anybody listened: it has ids, and nothing is told of its life. */
interface Found extends Parent {
  readonly connectionId: string;
}

/** Where a span belongs: to the trace of the connection there is, or of the one that is being made. */
export class Traces {
  readonly hub: Hub;
  #traceId: string | null = null;
  #attempt: AttemptSpan | null = null;
  #found: Found | null = null;

  constructor(hub: Hub) {
    this.hub = hub;
  }

  /** The attempt that goes on, or the connection that came of it. */
  get attempt(): AttemptSpan | null {
    return this.#attempt;
  }

  /** Of the attempt or the connection there is. */
  get connectionId(): string | null {
    return (this.#attempt ?? this.#found)?.connectionId ?? null;
  }

  /** Begins a span, of the connection unless it belongs to another one. What has a parent has the trace of that. */
  begin(parent: Parent | null = this.#attempt ?? this.#found): Span {
    const traceId = parent?.traceId ?? this.#nextTraceId();
    return this.hub.begin(traceId, this.connectionId, parent?.spanId ?? null);
  }

  /** An attempt begins. */
  dial(facts: AttemptFacts): AttemptSpan {
    const attempt = new AttemptSpan(this.hub, this.#nextTraceId(), facts, () => {
      if (this.#attempt === attempt) this.#attempt = null;
    });
    this.#attempt = attempt;
    return attempt;
  }

  /** There is a connection. Nobody may have heard of its attempt. */
  find(): void {
    if (this.#attempt !== null) return;
    this.#found = { traceId: this.#nextTraceId(), connectionId: randomId(2), spanId: randomId(2) };
  }

  /** No attempt follows: what comes now is of another trace. */
  end(): void {
    this.#traceId = null;
  }

  /** The connection is over, and what comes now belongs to the next one. */
  forget(): void {
    this.#found = null;
    this.#traceId = null;
  }

  /** The trace of the next connection, and of what happens until it is there. */
  #nextTraceId(): string {
    this.#traceId ??= randomId(4);
    return this.#traceId;
  }
}
