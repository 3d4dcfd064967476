/** A memory for the choice of a transport: `sessionStorage` and `localStorage` are two. What it throws does no harm. */
export interface FallbackMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'xstate-phoenix';

/**
 * Remembers a value, or returns the last one if none is given. A page may not be allowed to use its storage, and the storage may
 * be full: then nothing is remembered.
 */
export function remember(memory: FallbackMemory | null | undefined, value?: string): string {
  try {
    const storage = memory === undefined ? globalThis.sessionStorage : memory;
    if (value) storage?.setItem(KEY, value);
    else return storage?.getItem(KEY) ?? '';
  } catch {}
  return '';
}
