import type { Subscription } from 'xstate';
import type { ChannelRef, ChannelSnapshot } from '../machines/channel/channel.ref.ts';
import { endOf, type Span } from './hub.ts';
import type { JoinTelemetryCode } from './telemetry.types.ts';
import type { Traces } from './traces.ts';

/** One join that has not ended. */
interface Joining {
  readonly span: Span;
  readonly topic: string;
  readonly attempt: number;
  readonly rejoin: boolean;
  readonly joinRef: string | null;
}

/**
 * Makes spans of the joins of one channel.
 *
 * @param last - The first snapshot; null for a new channel. A join that has begun before it is not reported.
 */
export class JoinSpans implements Subscription {
  readonly #traces: Traces;
  readonly #subscriptions: readonly Subscription[];
  #last: ChannelSnapshot | null;
  #joining: Joining | null = null;

  constructor(traces: Traces, channel: ChannelRef, last: ChannelSnapshot | null, over: () => void) {
    this.#traces = traces;
    this.#last = last;
    this.#subscriptions = [
      channel.on('joined', () => this.#stops()),
      channel.on('join.failed', ({ error, willRetry }) => this.#fails(error.code, willRetry)),
      channel.on('crashed', ({ willRetry }) => this.#fails('crashed', willRetry)),
      channel.on('closed', ({ willRetry }) => this.#fails('closed', willRetry)),
      channel.subscribe({ next: (snapshot) => this.#sees(snapshot), error: over, complete: over }),
    ];
  }

  unsubscribe(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  #sees(snapshot: ChannelSnapshot): void {
    const last = this.#last;
    // Messages and pushes do not change the snapshot.
    if (snapshot === last) return;
    this.#last = snapshot;
    if (snapshot.value !== 'joining') this.#leaves(snapshot);
    else if (last?.value !== 'joining') this.#begins(snapshot);
    else if (last.context.joinRef === null) this.#learns(snapshot);
    else if (last.context.joinRef !== snapshot.context.joinRef) {
      this.#fails('aborted', true);
      this.#begins(snapshot);
    }
  }

  #begins({ context: { topic, attempt, joins, joinRef } }: ChannelSnapshot): void {
    const joining = { span: this.#traces.begin(), topic, attempt: attempt + 1, rejoin: joins > 0, joinRef };
    this.#joining = joining;
    const timeMs = this.#traces.hub.time.wall();
    this.#traces.hub.tell(joining.span, topic, (shown) => ({
      type: 'client.join.start',
      measurements: { timeMs },
      metadata: metadataOf(joining, shown),
    }));
  }

  /** The params are known, and the join is written. */
  #learns({ context: { joinRef } }: ChannelSnapshot): void {
    if (this.#joining) this.#joining = { ...this.#joining, joinRef };
  }

  #leaves({ value }: ChannelSnapshot): void {
    const isGivenUp = value === 'leaving' || value === 'left';
    this.#fails(isGivenUp ? 'left' : 'disconnected', !isGivenUp);
  }

  #stops(): void {
    const joining = this.#take();
    if (joining === null) return;
    const measurements = endOf(joining.span, this.#traces.hub.time);
    this.#traces.hub.tell(joining.span, joining.topic, (topic) => ({
      type: 'client.join.stop',
      measurements,
      metadata: metadataOf(joining, topic),
    }));
  }

  #fails(code: JoinTelemetryCode, willRetry: boolean): void {
    const joining = this.#take();
    if (joining === null) return;
    const measurements = endOf(joining.span, this.#traces.hub.time);
    this.#traces.hub.tell(joining.span, joining.topic, (topic) => ({
      type: 'client.join.exception',
      measurements,
      metadata: { ...metadataOf(joining, topic), code, willRetry },
    }));
  }

  #take(): Joining | null {
    const joining = this.#joining;
    this.#joining = null;
    return joining;
  }
}

function metadataOf({ joinRef, attempt, rejoin }: Joining, topic: string | null) {
  return { topic, joinRef, attempt, rejoin };
}
