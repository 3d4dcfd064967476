import type { PushKind, PushOutcome, WatchedPush } from '../machines/channel/push.ts';
import type { Frame } from '../protocol/frame.ts';
import { endOf, type Make, type Span } from './hub.ts';
import type { Traces } from './traces.ts';

/** One push or cast, from the call to its outcome. */
export class PushSpan implements WatchedPush {
  readonly #traces: Traces;
  readonly #topic: string;
  readonly #head: { readonly kind: PushKind; readonly event: string };
  readonly #span: Span;
  #refs: { readonly ref: string | null; readonly joinRef: string | null } = { ref: null, joinRef: null };
  /** Set when the push is written. */
  #waited: { readonly queuedMs: number; readonly bytes: number } | null = null;

  constructor(traces: Traces, topic: string, event: string, kind: PushKind) {
    this.#traces = traces;
    this.#topic = topic;
    this.#head = { kind, event };
    this.#span = traces.begin();
    const measurements = this.#moment();
    this.#tell((shown) => ({
      type: 'client.push.start',
      measurements,
      metadata: { kind, topic: shown, event },
    }));
  }

  queued(): void {
    const { kind, event } = this.#head;
    const measurements = this.#moment();
    this.#tell((topic) => ({ type: 'client.push.queued', measurements, metadata: { kind, topic, event } }));
  }

  written([joinRef, ref]: Frame, bytes: number): void {
    const { kind, event } = this.#head;
    const { timeMs, durationMs: queuedMs } = endOf(this.#span, this.#traces.hub.time);
    this.#refs = { ref, joinRef };
    this.#waited = { queuedMs, bytes };
    this.#tell((topic) => ({
      type: 'client.push.sent',
      measurements: { timeMs, queuedMs, bytes },
      metadata: { kind, topic, event, ref, joinRef },
    }));
    if (kind === 'cast') this.#stops(null);
  }

  settled(outcome: PushOutcome): void {
    if (outcome.status === 'ok') {
      this.#stops('ok');
      return;
    }
    const { kind, event } = this.#head;
    const { ref, joinRef } = this.#refs;
    const { code, sent, status = null } = outcome.error;
    const measurements = this.#end();
    this.#tell((topic) => ({
      type: 'client.push.exception',
      measurements,
      metadata: { kind, topic, event, ref, joinRef, code, sent, status },
    }));
  }

  #stops(status: 'ok' | null): void {
    const { kind, event } = this.#head;
    const { ref, joinRef } = this.#refs;
    const measurements = this.#end();
    this.#tell((topic) => ({
      type: 'client.push.stop',
      measurements,
      metadata: { kind, topic, event, ref, joinRef, status },
    }));
  }

  #moment(): { readonly timeMs: number } {
    return { timeMs: this.#traces.hub.time.wall() };
  }

  #end() {
    const { timeMs, durationMs } = endOf(this.#span, this.#traces.hub.time);
    const { queuedMs, bytes } = this.#waited ?? { queuedMs: durationMs, bytes: 0 };
    return { timeMs, durationMs, queuedMs, bytes };
  }

  #tell(make: Make): void {
    this.#traces.hub.tell(this.#span, this.#topic, make, this.#traces.connectionId);
  }
}
