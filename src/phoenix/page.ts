/** What a page tells of itself. */
export interface PageListener {
  /** It was shown or hidden. */
  changed(): void;
  /** It is put away, and may be shown again. */
  putAway(): void;
  /** It is shown, maybe again. */
  shown(): void;
}

/** Listens to the page, where there is one, as long as it lives. */
export function hearPage(listener: PageListener): void {
  if (typeof window === 'undefined' || typeof window.addEventListener !== 'function') return;
  window.addEventListener('pagehide', () => listener.putAway());
  window.addEventListener('pageshow', () => listener.shown());
  window.addEventListener('visibilitychange', () => listener.changed());
  // Chrome 149 does not always tell `visibilitychange` after this.
  window.document?.addEventListener('resume', () => listener.changed());
}

/** Whether there is a page, and it is hidden. */
export function isPageHidden(): boolean {
  return typeof document !== 'undefined' && document.visibilityState === 'hidden';
}
