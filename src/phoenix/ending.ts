import { Line } from './line.ts';
import type { ConnClass, TransportClass } from './phoenix.types.ts';

/** Ends the connection of a socket. */
export abstract class Ending extends Line {
  /** Closes the connection, and does not reconnect. Calls back when it is closed. */
  disconnect(callback?: () => void, code?: number, reason?: string): void {
    this.giveUp();
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

  /** Gives up the connection, and takes another transport for the next one. It does not connect. */
  replaceTransport(transport: TransportClass): number;
  replaceTransport(transport: ConnClass): number {
    this.giveUp();
    const clock = this.connectClock;
    this.transport = transport;
    const { dialed } = this;
    if (dialed) {
      this.dialed = null;
      this.pendingHeartbeatRef = null;
      this.hangUp(dialed);
    }
    this.tell({ type: 'client.disconnect' });
    return clock;
  }
}
