/** A memory for the choice of a transport: `sessionStorage` and `localStorage` are two. What it throws does no harm. */
export interface FallbackMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'xstate-phoenix:transport';

type Memory = FallbackMemory | null | undefined;

/** The numbers that were remembered last: which transport, and until when that holds. Without any, a text that is no number. */
export function recall(memory: Memory): number[] {
  return String(use(memory, (storage) => storage?.getItem(KEY)))
    .split(' ')
    .map(Number);
}

/** Remembers a choice for the next page. */
export function remember(memory: Memory, index: number, until: number): void {
  use(memory, (storage) => storage?.setItem(KEY, `${index} ${until}`));
}

/** A page may not be allowed to use its storage, and the storage may be full. */
export function use<T>(memory: Memory, act: (storage: Memory) => T): T | undefined {
  try {
    return act(memory === undefined ? globalThis.sessionStorage : memory);
  } catch {
    return undefined;
  }
}
