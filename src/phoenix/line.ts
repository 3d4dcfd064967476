import { connectionOf } from '../client.ts';
import { ConnectError } from '../errors.ts';
import type { ClientEvent } from '../machines/client/client.events.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { Transport, TransportSink } from '../transport/transport.ts';
import { CLOSE_MS, Dialing } from './dialing.ts';
import { closure } from './endpoint.ts';
import { startClient } from './engine.ts';
import { isPageHidden } from './page.ts';
import type { ConnClass, Params, SocketOptions } from './phoenix.types.ts';
import { reconnectStep } from './steps.ts';
import { Wait } from './waits.ts';

/** Connects and disconnects a socket. The chart of the client waits, counts and beats. */
export abstract class Line extends Dialing {
  /** The actor of the client's chart. */
  readonly client: ClientRef;
  heartbeatIntervalMs: number;
  reconnectAfterMs: (tries: number) => number;
  reconnectTimer: Wait;
  fallbackTimer: unknown = null;
  /** @internal What the actors of the client share. */
  protected readonly connection: Connection;
  /** What came of the present call of `connect()`; null if there is none. */
  #attempt: { error?: unknown } | null = null;

  constructor(endPoint: string, options: SocketOptions, transport: ConnClass) {
    super(endPoint, options, transport);
    this.heartbeatIntervalMs = options.heartbeatIntervalMs || 30_000;
    this.reconnectAfterMs = options.reconnectAfterMs ?? reconnectStep;
    this.reconnectTimer = new Wait(
      () => this.reconnect(),
      (tries) => this.reconnectAfterMs(tries),
      () => this.clock,
    );
    const later = (task: () => void) => this.afterwards.add(task);
    this.client = startClient(
      {
        heartbeatIntervalMs: this.heartbeatIntervalMs,
        isAway: isPageHidden,
        dial: (_, sink) => this.#dialFor(sink),
        isRetry: () => this.#isRetry(),
        makeRef: () => this.makeRef(),
        beat: (ref) => later(() => this.beat(ref)),
        planReconnect: (attempt) => this.reconnectTimer.plan(attempt) + (this.pendingHeartbeatRef ? CLOSE_MS : 0),
        disconnected: () => {
          const { dialed } = this;
          if (dialed) later(() => this.letGo(dialed));
        },
      },
      options,
      this.clock,
    );
    this.connection = connectionOf(this.client);
  }

  /**
   * Connects, unless that was done already.
   *
   * @param params - Replaces the params of the constructor. Deprecated.
   * @throws What the transport, `params` or `authToken` throws. Then it is not tried again.
   */
  connect(params?: Params): void {
    if (params) this.params = closure(params);
    if (!this.dialed || this.dialed.isEnded) this.transportConnect();
  }

  /** @internal Dials, even if there is a connection. */
  transportConnect(): void {
    const attempt: { error?: unknown } = {};
    this.#attempt = attempt;
    this.tell({ type: 'client.connect' });
    this.#attempt = null;
    if (!('error' in attempt)) return;
    this.tell({ type: 'client.disconnect' });
    throw attempt.error;
  }

  /** Closes the connection, and does not reconnect. Calls back when it is closed. */
  disconnect(callback?: () => void, code?: number, reason?: string): void {
    this.connectClock += 1;
    this.closeWasClean = true;
    this.clock.clearTimeout(this.fallbackTimer);
    this.reconnectTimer.reset();
    if (this.dialed) this.dialed.isEnded = true;
    this.teardown(callback, code, reason);
  }

  /** Closes the connection. Calls back when it is closed. */
  teardown(callback: () => void = () => {}, code?: number, reason?: string): void {
    const { dialed } = this;
    if (!dialed) {
      this.tell({ type: 'client.disconnect' });
      callback();
      return;
    }
    this.pendingHeartbeatRef = null;
    dialed.ends.push(callback);
    dialed.closing = code ? [code, reason] : [];
    // One that is open has opened, whether it has said so or not.
    if (dialed.isOpen()) dialed.opened();
    this.tell({ type: 'client.disconnect' });
    if (!dialed.isGone()) return;
    this.hangUp(dialed);
    this.end(dialed);
  }

  /** @internal The wait before a retry is over, and it was not the chart that waited. */
  protected abstract reconnect(): void;

  /** @internal Sends the client an event, and does what its chart asks for. */
  protected tell(event: ClientEvent): void {
    this.client.send(event);
    this.afterwards.run();
  }

  protected override now(): number {
    return this.connection.time.now();
  }

  /** Whether the chart has begun the attempt. Then an earlier connection has had its time to close. */
  #isRetry(): boolean {
    if (this.#attempt) return false;
    this.reconnectTimer.spend();
    if (this.dialed?.isClosing) this.dialed = null;
    return true;
  }

  #dialFor(sink: TransportSink): Transport {
    const attempt = this.#attempt;
    if (!attempt) this.reconnectTimer.spend();
    try {
      return this.dial(sink);
    } catch (error) {
      if (attempt) attempt.error = error;
      // Not what was thrown: it may quote the url.
      throw new ConnectError('unreachable', 'The transport, params or authToken of the socket threw.');
    }
  }
}
