import type { Subscription } from 'xstate';
import type { ChannelRef } from '../machines/channel.types.ts';
import type { DropReason } from '../machines/client.types.ts';
import type { Connection } from '../machines/connection.ts';
import type { PushKind, WatchedAttempt, WatchedCall, Watcher } from '../machines/watcher.ts';
import type { Frame } from '../protocol/frame.ts';
import { AttemptSpan } from './attempt.span.ts';
import { callbackSpan } from './callback.span.ts';
import { FrameSpan, headOf } from './frame.span.ts';
import { Hub, type Span } from './hub.ts';
import { randomId } from './ids.ts';
import { JoinSpans } from './join.span.ts';
import { PushSpan } from './push.span.ts';

/** What a span may be a part of; one that has not begun, or has ended, has a trace all the same. */
interface Parent {
  readonly traceId: string;
  readonly spanId: string | null;
}

/** A connection that was there before anybody listened: it has ids, and nothing is told of its life. */
interface Found extends Parent {
  readonly connectionId: string;
}

/** What a client does, as spans: the one watcher of a connection that somebody listens to. */
export class Tracker implements Watcher, Subscription {
  readonly hub: Hub;
  readonly #connection: Connection;
  readonly #joins = new Map<ChannelRef, JoinSpans>();
  readonly #subscriptions: readonly Subscription[];
  #traceId: string | null = null;
  #attempt: AttemptSpan | null = null;
  #found: Found | null = null;
  #frame: FrameSpan | null = null;

  constructor(connection: Connection) {
    const { client, greeters, channels } = connection;
    this.hub = new Hub(connection);
    this.#connection = connection;
    this.#subscriptions = [
      client.on('connected', () => this.#finds()),
      client.on('connect.failed', (failure) => {
        this.#attempt?.fails(failure);
        if (!failure.willRetry) this.#traceId = null;
      }),
      client.on('connection.lost', (loss) => {
        this.#attempt?.loses(loss);
        this.#forgets();
      }),
      client.on('disconnected', () => {
        this.#attempt?.disconnects();
        this.#forgets();
      }),
      client.on('heartbeat', ({ rttMs }) => this.#beats(rttMs)),
    ];
    if (connection.isOpen()) this.#finds();
    connection.watchBy(this);
    greeters.add(this.#greet);
    for (const channel of channels.values()) this.#listens(channel, channel.getSnapshot());
  }

  unsubscribe(): void {
    if (this.#connection.watcher === this) this.#connection.watchBy(null);
    this.#connection.greeters.delete(this.#greet);
    for (const subscription of [...this.#subscriptions, ...this.#joins.values()]) subscription.unsubscribe();
    this.#joins.clear();
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

  /** The trace of the next connection, and of what happens until it is there. */
  #nextTraceId(): string {
    this.#traceId ??= randomId(4);
    return this.#traceId;
  }

  dials(): WatchedAttempt {
    const { dials, connections } = this.#connection.client.getSnapshot().context;
    const facts = { attempt: dials, reconnect: connections > 0 };
    const attempt = new AttemptSpan(this.hub, this.#nextTraceId(), facts, () => {
      if (this.#attempt === attempt) this.#attempt = null;
    });
    this.#attempt = attempt;
    return attempt;
  }

  pushes(topic: string, event: string, kind: PushKind): PushSpan {
    return new PushSpan(this, topic, event, kind);
  }

  calls(topic: string | null, callback: string): WatchedCall {
    return callbackSpan(this.hub, this.begin(this.#frame ?? undefined), topic, callback);
  }

  receives(bytes: number | null, handle: (frame: FrameSpan) => void): void {
    const outer = this.#frame;
    this.#attempt?.counts('In', bytes ?? 0);
    const frame = new FrameSpan(this.hub, this.begin(), bytes ?? 0);
    this.#frame = frame;
    try {
      handle(frame);
    } finally {
      this.#frame = outer;
      frame.ends();
    }
  }

  writes(frame: Frame, bytes: number): void {
    this.#attempt?.counts('Out', bytes);
    const measurements = { timeMs: this.hub.time.wall(), bytes };
    this.hub.tell(this.begin(), frame[2], (topic) => ({
      type: 'frame.sent',
      measurements,
      metadata: headOf(frame, topic),
    }));
  }

  drops(why: DropReason): void {
    this.#frame?.drops(why);
  }

  readonly #greet = (channel: ChannelRef) => this.#listens(channel, null);

  #listens(channel: ChannelRef, last: ReturnType<ChannelRef['getSnapshot']> | null): void {
    if (last !== null && last.status !== 'active') return;
    this.#joins.set(channel, new JoinSpans(this, channel, last, () => this.#joins.delete(channel)));
  }

  #beats(rttMs: number): void {
    const measurements = { timeMs: this.hub.time.wall(), rttMs };
    this.hub.tell(this.begin(), null, () => ({ type: 'heartbeat', measurements, metadata: {} }));
  }

  /** The connection is over, and what comes now belongs to the next one. */
  #forgets(): void {
    this.#found = null;
    this.#traceId = null;
  }

  /** A connection whose attempt nobody heard of. */
  #finds(): void {
    if (this.#attempt !== null) return;
    this.#found = { traceId: this.#nextTraceId(), connectionId: randomId(2), spanId: randomId(2) };
  }
}
