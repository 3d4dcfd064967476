import { isBytes, toUint8Array } from './protocol/bytes.ts';
import { isPlain } from './values.ts';

/**
 * Whether a value contains a part, at any depth: every key of the part, while other keys of the value are ignored. A
 * list must begin with the items of the part's list. Dates and bytes are compared as a whole, other objects by
 * identity.
 */
export function holds(value: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(value, part);
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(part)) return false;
  if (part instanceof Date) return value instanceof Date && Object.is(value.getTime(), part.getTime());
  if (isBytes(part)) return isBytes(value) && sameBytes(toUint8Array(value), toUint8Array(part));
  if (!Array.isArray(part) && !isPlain(part)) return Object.is(value, part);
  return Object.entries(part).every(([key, item]) => holds(Reflect.get(value, key), item));
}

function sameBytes(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, index) => byte === others[index]);
}
