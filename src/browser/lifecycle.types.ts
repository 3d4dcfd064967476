/** Options of `pageLifecycle()`. */
export interface PageLifecycleOptions {
  /**
   * What becomes of a connection while nobody sees the page.
   *
   * - `'continue'`: nothing, and a lost one is replaced as ever
   * - `'pause'`: it stays, and a lost one is not replaced until the page is seen (there is one attempt a minute)
   * - `{ disconnectAfterMs }`: it is closed when the page has been hidden for so many milliseconds
   *
   * @defaultValue `'continue'`
   */
  readonly whenHidden?: 'continue' | 'pause' | { readonly disconnectAfterMs: number };
  /** @defaultValue the global `document`, looked up when it is called */
  readonly document?: LifecycleDocument;
  /** @defaultValue the global `window`, looked up when it is called */
  readonly window?: LifecycleWindow;
}

/** The part of a `Document` that is used. */
export interface LifecycleDocument extends LifecycleTarget {
  readonly visibilityState: string;
}

/** The part of a `Window` that is used. */
export interface LifecycleWindow extends LifecycleTarget {
  readonly navigator: { readonly onLine: boolean };
}

/** Something that tells events. It stops when the signal is aborted. */
export interface LifecycleTarget {
  addEventListener(
    type: string,
    listener: (event: { readonly type: string }) => void,
    options: { readonly signal: AbortSignal },
  ): void;
}
