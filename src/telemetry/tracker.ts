import type { Subscription } from 'xstate';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { PushKind } from '../machines/channel/push.ts';
import type { DropReason } from '../machines/client/client.emitted.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { WatchedAttempt, Watcher } from '../machines/client/watcher.ts';
import type { WatchedCall } from '../machines/user.code.ts';
import type { Frame } from '../protocol/frame.ts';
import { callbackSpan } from './callback.span.ts';
import { FrameSpan, headOf } from './frame.span.ts';
import { Hub } from './hub.ts';
import { JoinSpans } from './join.span.ts';
import { PushSpan } from './push.span.ts';
import { Traces } from './traces.ts';

const unseen: WatchedAttempt = { tells() {}, ends() {} };

/** Turns what a client does into spans. A connection with listeners has one tracker. */
export class Tracker implements Watcher, Subscription {
  readonly hub: Hub;
  readonly #connection: Connection<ClientRef>;
  readonly #traces: Traces;
  readonly #joins = new Map<ChannelRef, JoinSpans>();
  readonly #subscriptions: readonly Subscription[];
  #frame: FrameSpan | null = null;

  constructor(connection: Connection<ClientRef>) {
    const { client, life, topics } = connection;
    const hub = new Hub(connection);
    const traces = new Traces(hub);
    this.hub = hub;
    this.#traces = traces;
    this.#connection = connection;
    const heard = [
      () => client.on('connected', () => traces.find()),
      () =>
        client.on('connect.failed', (failure) => {
          traces.attempt?.fails(failure);
          if (!failure.willRetry) traces.end();
        }),
      () =>
        client.on('connection.lost', (loss) => {
          traces.attempt?.loses(loss);
          traces.forget();
        }),
      () =>
        client.on('disconnected', () => {
          traces.attempt?.disconnects(client.getSnapshot().context.reason === 'idle');
          traces.forget();
        }),
      () => client.on('heartbeat', ({ rttMs }) => this.#beats(rttMs)),
    ];
    this.#subscriptions = heard.map((listen) => life.listeners.add(listen));
    if (connection.isOpen()) traces.find();
    connection.taps.watcher = this;
    topics.greeters.add(this.#greet);
    for (const channel of topics.channels.values()) this.#listens(channel, channel.getSnapshot());
  }

  unsubscribe(): void {
    if (this.#connection.watcher === this) this.#connection.taps.watcher = null;
    this.#connection.topics.greeters.delete(this.#greet);
    for (const subscription of [...this.#subscriptions, ...this.#joins.values()]) subscription.unsubscribe();
    this.#joins.clear();
  }

  /** The attempts of a pool's single connections have no spans: the pool is seen as one connection. */
  dials(client: unknown): WatchedAttempt {
    if (client !== this.#connection.client) return unseen;
    const { dials, connections } = this.#connection.client.getSnapshot().context;
    return this.#traces.dial({ attempt: dials, reconnect: connections > 0 });
  }

  pushes(topic: string, event: string, kind: PushKind): PushSpan {
    return new PushSpan(this.#traces, topic, event, kind);
  }

  calls(topic: string | null, callback: string): WatchedCall {
    return callbackSpan(this.hub, this.#traces.begin(this.#frame ?? undefined), topic, callback);
  }

  receives(bytes: number | null, handle: (frame: FrameSpan) => void): void {
    const outer = this.#frame;
    this.#traces.attempt?.counts('In', bytes ?? 0);
    const frame = new FrameSpan(this.hub, this.#traces.begin(), bytes ?? 0);
    this.#frame = frame;
    try {
      handle(frame);
    } finally {
      this.#frame = outer;
      frame.ends();
    }
  }

  writes(frame: Frame, bytes: number): void {
    this.#traces.attempt?.counts('Out', bytes);
    const measurements = { timeMs: this.hub.time.wall(), bytes };
    this.hub.tell(this.#traces.begin(), frame[2], (topic) => ({
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
    this.#joins.set(channel, new JoinSpans(this.#traces, channel, last, () => this.#joins.delete(channel)));
  }

  #beats(rttMs: number): void {
    const measurements = { timeMs: this.hub.time.wall(), rttMs };
    this.hub.tell(this.#traces.begin(), null, () => ({ type: 'heartbeat', measurements, metadata: {} }));
  }
}
