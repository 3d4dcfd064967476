/** The longest delay a timer can have: 2147483647 ms (semantics 89). One that is given more fires at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** A delay in ms as a timer takes it: `Infinity` is as long as it gets. Undefined for what is no delay. */
export function toDelay(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.min(value, MAX_DELAY_MS) : undefined;
}

/** What a value is, in words that do not show it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return String(value);
  if (typeof value === 'number' && value < 0) return 'a negative number';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
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
