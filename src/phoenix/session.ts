/** A memory for the choice of a transport: `sessionStorage` and `localStorage` are two. */
export interface SessionMemory {
  getItem?(key: string): string | null;
  setItem?(key: string, value: string): void;
}

/** Uses a memory, or that of the page. A page may not be allowed to use its storage, and the storage may be full. */
export function withSession<T>(memory: SessionMemory | undefined, act: (memory: SessionMemory) => T): T | undefined {
  try {
    const session: SessionMemory | undefined = memory ?? globalThis.sessionStorage;
    return session && act(session);
  } catch {
    return undefined;
  }
}
