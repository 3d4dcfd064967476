/** A memory for the choice of a transport: `sessionStorage` and `localStorage` are two. What it throws does no harm. */
export interface FallbackMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'xstate-phoenix:transport';

/** What was remembered last: which transport, and until when that holds. Zeros if nothing was. */
export function recall(memory: FallbackMemory | null | undefined): readonly [index: number, until: number] {
  const [index, until] = String(use(memory, (storage) => storage.getItem(KEY))).split(' ');
  return [Number(index) || 0, Number(until) || 0];
}

/** Remembers a choice for the next page. */
export function remember(memory: FallbackMemory | null | undefined, index: number, until: number): void {
  use(memory, (storage) => storage.setItem(KEY, `${index} ${until}`));
}

/** A page may not be allowed to use its storage, and the storage may be full. */
export function use<T>(memory: FallbackMemory | null | undefined, act: (storage: FallbackMemory) => T): T | undefined {
  try {
    const storage = memory === undefined ? globalThis.sessionStorage : memory;
    return storage ? act(storage) : undefined;
  } catch {
    return undefined;
  }
}
