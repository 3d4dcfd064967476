import { Beating } from './beating.ts';
import type { Dialed } from './dialed.ts';
import { hearPage, isPageHidden } from './page.ts';
import type { ConnClass, SocketOptions } from './phoenix.types.ts';

/** Follows the page: it does not reconnect while that is hidden, and does at once when it is shown. */
export abstract class Paged extends Beating {
  /** The connection that was made because the page was shown. */
  #shown: Dialed | null = null;
  /** What the program had done when the page was put away; null if it was not. */
  #putAwayAt: number | null = null;

  constructor(endPoint: string, options: SocketOptions, transport: ConnClass) {
    super(endPoint, options, transport);
    hearPage({
      changed: () => this.handleVisibilityChange(),
      putAway: () => {
        if (!this.dialed || this.dialed.isEnded) return;
        this.disconnect();
        this.#putAwayAt = this.connectClock;
      },
      shown: () => {
        if (this.#putAwayAt !== this.connectClock) return;
        this.#putAwayAt = null;
        this.connect();
      },
    });
  }

  protected override reconnect(): void {
    if (isPageHidden()) return;
    const { dialed, connectClock } = this;
    const dial = () => this.tell({ type: 'client.connect' });
    if (!dialed || dialed.isGone()) dial();
    else this.teardown(() => connectClock === this.connectClock && !dialed.isEnded && dial());
  }

  /** @internal */
  handleVisibilityChange(): void {
    if (isPageHidden()) {
      this.#shown = null;
      if (this.client.getSnapshot().matches('reconnect-waiting')) this.tell({ type: 'page.hidden' });
      return;
    }
    const { dialed } = this;
    // Two events may tell that a page is shown.
    if (dialed && dialed === this.#shown && dialed.isConnecting()) return;
    if (this.isConnected() || this.closeWasClean) return;
    this.reconnectTimer.reset();
    const clock = this.connectClock;
    this.teardown(() => {
      this.tell({ type: 'page.visible' });
      if (clock !== this.connectClock || dialed?.isEnded) return;
      this.connect();
      this.#shown = this.dialed;
    });
  }
}
