import { Line } from './line.ts';
import { isPageHidden } from './page.ts';
import type { ConnClass } from './phoenix.types.ts';

/** Makes a connection in the place of another one. */
export abstract class Renewing extends Line {
  /** Gives up the connection, and takes another transport for the next one. It does not connect. */
  replaceTransport(transport: ConnClass): number {
    this.connectClock += 1;
    const clock = this.connectClock;
    this.closeWasClean = true;
    this.clock.clearTimeout(this.fallbackTimer);
    this.reconnectTimer.reset();
    this.transport = transport;
    const { dialed } = this;
    this.dialed = null;
    this.pendingHeartbeatRef = null;
    if (dialed) {
      dialed.isEnded = true;
      this.hangUp(dialed);
    }
    this.tell({ type: 'client.disconnect' });
    return clock;
  }

  protected override reconnect(): void {
    if (isPageHidden()) return;
    const { dialed, connectClock } = this;
    const dial = () => this.tell({ type: 'client.connect' });
    if (!dialed || dialed.isGone()) dial();
    else this.teardown(() => connectClock === this.connectClock && !dialed.isEnded && dial());
  }
}
