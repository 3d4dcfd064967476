/** A memory for the choice of a transport: `sessionStorage` and `localStorage` are two. What it throws does no harm. */
export interface FallbackMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Which transport was chosen, and until when that holds, in ms since 1970. */
type Remembered = readonly [index: number, until: number];

const KEY = 'xstate-phoenix:transport';

/** What an earlier page has chosen: the first transport, if there was none. */
export function recall(memory: FallbackMemory | null | undefined): Remembered {
  const [index, until] = String(use(memory, (storage) => storage.getItem(KEY)))
    .split(' ')
    .map(Number);
  return [index || 0, until || 0];
}

/** Remembers a choice for the next page. */
export function remember(memory: FallbackMemory | null | undefined, choice: Remembered): void {
  use(memory, (storage) => storage.setItem(KEY, choice.join(' ')));
}

/** A page may not be allowed to use its storage, and the storage may be full. */
function use<T>(memory: FallbackMemory | null | undefined, act: (storage: FallbackMemory) => T): T | null {
  try {
    const storage = memory === undefined ? globalThis.sessionStorage : memory;
    return storage && act(storage);
  } catch {
    return null;
  }
}
