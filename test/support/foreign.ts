/** A controller like that of another realm or a polyfill: its signal has another class, and no reason. */
export function foreignController(): { readonly signal: AbortSignal; readonly listeners: Set<unknown>; abort(): void } {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  };
  return {
    // JavaScript programs may pass this.
    signal: signal as unknown as AbortSignal,
    listeners,
    abort() {
      signal.aborted = true;
      for (const listener of [...listeners]) listener();
    },
  };
}

/** A url of another realm: it has another class. */
export function foreignUrl(text: string): URL {
  const { href } = new URL(text);
  return { href } as URL;
}
