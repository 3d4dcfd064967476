/** The longest delay a timer can have: 2147483647 ms (semantics 89). */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** Whether a timer can wait that long. */
export function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_DELAY_MS;
}

/** Whether a value has its content as keys: `Headers`, a `Map` or `URLSearchParams` would be taken for empty. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
