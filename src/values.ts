/** A delay that never ends, and a number without a limit. */
export const ENDLESS = Number.POSITIVE_INFINITY;

/** The longest delay of a timer, in ms. A timer that is given more fires at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** Limits a delay in ms to what a timer can wait. Undefined if the value is not a delay. */
export function toDelay(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.min(value, MAX_DELAY_MS) : undefined;
}

/** Whether a value is a plain object. A `Map`, `Headers` or `URLSearchParams` would look empty, so they are not. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is an object, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
