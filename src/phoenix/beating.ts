import { shielded } from '../machines/user.code.ts';
import { isReply } from '../protocol/frame.ts';
import { Ending } from './ending.ts';
import type { ConnClass, HeartbeatCallback, HeartbeatStatus, SocketOptions } from './phoenix.types.ts';

/** The heartbeats of a socket. The chart of the client says when they are sent, and when an answer is overdue. */
export abstract class Beating extends Ending {
  /** Whether heartbeats are sent by themselves. If not, call {@link sendHeartbeat}. */
  readonly autoSendHeartbeat: boolean;
  heartbeatCallback: HeartbeatCallback;
  /** When the heartbeat was sent that is not answered yet, as a time of day in ms. */
  heartbeatSentAt: number | null = null;

  constructor(endPoint: string, options: SocketOptions, transport: ConnClass) {
    super(endPoint, options, transport);
    this.autoSendHeartbeat = options.autoSendHeartbeat ?? true;
    this.heartbeatCallback = options.heartbeatCallback ?? (() => {});
  }

  /** Calls back with what becomes of each heartbeat. There is one such callback: `heartbeatCallback`. */
  onHeartbeat(callback: HeartbeatCallback): void {
    this.heartbeatCallback = callback;
  }

  /** Sends a heartbeat now, if the connection is open and no other one waits for its answer. */
  sendHeartbeat(): void {
    if (!this.isConnected()) {
      this.#told('disconnected');
      return;
    }
    this.dialed?.opened();
    this.tell({ type: 'page.resumed' });
  }

  /** Gives up a connection whose server did not answer the heartbeat. */
  heartbeatTimeout(): void {
    if (!this.pendingHeartbeatRef) return;
    const { dialed } = this;
    this.pendingHeartbeatRef = null;
    this.heartbeatSentAt = null;
    if (this.hasLogger()) this.log('transport', 'heartbeat timeout. Attempting to re-establish connection');
    this.#told('timeout');
    if (!this.stillUses(dialed)) return;
    this.closeWasClean = false;
    if (dialed) dialed.closedAt = this.now();
    dialed?.close(1000, 'heartbeat timeout');
    if (!this.stillUses(dialed)) return;
    this.triggerChanError('heartbeat_timeout');
    if (this.stillUses(dialed)) dialed?.closed({});
  }

  protected override beat(ref: string): void {
    this.pendingHeartbeatRef = ref;
    this.heartbeatSentAt = this.connection.time.wall();
    this.push({ topic: 'phoenix', event: 'heartbeat', payload: {}, ref });
    this.#told('sent');
  }

  /** @internal The heartbeat is answered. */
  protected acknowledge(ref: string, payload: unknown): void {
    const { heartbeatSentAt } = this;
    this.pendingHeartbeatRef = null;
    this.heartbeatSentAt = null;
    this.tell({ type: 'heartbeat.acknowledged', ref });
    const status = isReply(payload) && payload.status === 'ok' ? 'ok' : 'error';
    this.#told(status, heartbeatSentAt === null ? undefined : this.connection.time.wall() - heartbeatSentAt);
  }

  /** What it throws is reported, and nothing else stops. */
  #told(status: HeartbeatStatus, latencyMs?: number): void {
    shielded(this.connection, () => this.heartbeatCallback(status, latencyMs), null, 'heartbeatCallback');
  }
}
