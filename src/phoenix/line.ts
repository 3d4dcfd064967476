import { connectionOf } from '../client.ts';
import { ConnectError } from '../errors.ts';
import type { ClientEvent } from '../machines/client/client.events.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { Transport, TransportSink } from '../transport/transport.ts';
import type { Dialed } from './dialed.ts';
import { CLOSE_MS, Dialing } from './dialing.ts';
import { closure } from './endpoint.ts';
import { startClient } from './engine.ts';
import { isPageHidden } from './page.ts';
import type { ConnClass, Params, SocketOptions } from './phoenix.types.ts';
import { reconnectStep } from './steps.ts';
import { Wait } from './waits.ts';

/** Connects a socket. The chart of the client waits, counts and beats. */
export abstract class Line extends Dialing {
  /** The actor of the client's chart. */
  readonly client: ClientRef;
  heartbeatIntervalMs: number;
  reconnectAfterMs: (tries: number) => number;
  reconnectTimer: Wait;
  fallbackTimer: unknown = null;
  /** @internal What the actors of the client share. */
  protected override readonly connection: Connection<ClientRef>;
  /** What came of the present call of `connect()`; null if there is none. */
  #attempt: { error?: unknown } | null = null;
  /** Whether the client is being told something by its socket. Otherwise `disconnect(socket.client)` was called. */
  #isTelling = false;

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
        encode: (message, done) => this.encode(message, done),
        dial: (_, sink) => this.#dialFor(sink),
        isRetry: () => this.#isRetry(),
        makeRef: () => this.makeRef(),
        beat: (ref) => later(() => this.beat(ref)),
        planReconnect: (attempt) => this.reconnectTimer.plan(attempt) + (this.pendingHeartbeatRef ? CLOSE_MS : 0),
        disconnected: () => {
          const { dialed } = this;
          if (!this.closeWasClean && !this.#isTelling && !dialed?.ends.length) this.giveUp();
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

  /** @internal Sends the client an event, and does what its chart asks for. */
  protected tell(event: ClientEvent): void {
    const outer = this.#isTelling;
    this.#isTelling = true;
    this.client.send(event);
    this.#isTelling = outer;
    this.afterwards.run();
  }

  /** @internal The wait before a retry is over, and it was not the chart that waited. */
  protected abstract reconnect(): void;

  protected override hangUp(dialed: Dialed): void {
    // The client was asked to disconnect, so a heartbeat that is not answered yet does not matter.
    if (this.client.getSnapshot().matches('disconnecting')) this.pendingHeartbeatRef = null;
    super.hangUp(dialed);
  }

  /** @internal The connection is not wanted any more, nor another one. */
  protected giveUp(): void {
    this.connectClock += 1;
    this.closeWasClean = true;
    this.clock.clearTimeout(this.fallbackTimer);
    this.reconnectTimer.reset();
    if (this.dialed) this.dialed.isEnded = true;
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
    this.reconnectTimer[attempt ? 'stop' : 'spend']();
    try {
      return this.dial(sink);
    } catch (error) {
      if (attempt) attempt.error = error;
      // Not what was thrown: it may quote the url.
      throw new ConnectError('unreachable', 'The transport, params or authToken of the socket threw.');
    }
  }
}
