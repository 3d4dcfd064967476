import type { LifecycleDocument, LifecycleWindow } from 'xstate-phoenix/browser';

/** A document and a window that a test plays: it hides the page, freezes it, and takes its network away. */
export class FakePage {
  readonly document = Object.assign(new Listened(), { visibilityState: 'visible' });
  readonly window = Object.assign(new Listened(), { navigator: { onLine: true } });

  get options(): { readonly document: LifecycleDocument; readonly window: LifecycleWindow } {
    return { document: this.document, window: this.window };
  }

  /** How many listeners there are. */
  get listeners(): number {
    return this.document.listeners + this.window.listeners;
  }

  hides(): void {
    this.#sees('hidden');
  }

  shows(): void {
    this.#sees('visible');
  }

  /** The page is seen again, and the browser forgets to say so. */
  showsUnsaid(): void {
    this.document.visibilityState = 'visible';
  }

  #sees(state: string): void {
    this.document.visibilityState = state;
    this.document.tells('visibilitychange');
  }

  freezes(): void {
    this.document.tells('freeze');
  }

  resumes(): void {
    this.document.tells('resume');
  }

  leaves(persisted = true): void {
    this.window.tells('pagehide', { persisted });
  }

  comesBack(persisted = true): void {
    this.window.tells('pageshow', { persisted });
  }

  isFocused(): void {
    this.window.tells('focus');
  }

  connects(onLine: boolean): void {
    this.window.navigator.onLine = onLine;
    this.window.tells(onLine ? 'online' : 'offline');
  }
}

class Listened {
  readonly #target = new EventTarget();
  readonly #signals: AbortSignal[] = [];

  get listeners(): number {
    return this.#signals.filter(({ aborted }) => !aborted).length;
  }

  addEventListener(type: string, listener: (event: Event) => void, options: { readonly signal: AbortSignal }): void {
    this.#target.addEventListener(type, listener, options);
    this.#signals.push(options.signal);
  }

  tells(type: string, details: object = {}): void {
    this.#target.dispatchEvent(Object.assign(new Event(type), details));
  }
}
