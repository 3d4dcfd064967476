/** A controller as another realm or a polyfill has it: its signal is of no class of this one, and has no reason. */
export function foreignController(): { readonly signal: AbortSignal; readonly listeners: Set<unknown>; abort(): void } {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  };
  return {
    // What a program in JavaScript may pass.
    signal: signal as unknown as AbortSignal,
    listeners,
    abort() {
      signal.aborted = true;
      for (const listener of [...listeners]) listener();
    },
  };
}

/** A url as another realm has it: of no class of this one. */
export function foreignUrl(text: string): URL {
  const { href } = new URL(text);
  return { href } as URL;
}
