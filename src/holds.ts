/**
 * Whether a value has all that a part names, nested as deep as the part is; what else the value has is not looked at. A
 * list has the items it begins with, and a date has no parts.
 */
export function holds(value: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(value, part);
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(part)) return false;
  if (part instanceof Date) return value instanceof Date && Object.is(value.getTime(), part.getTime());
  return Object.entries(part).every(([key, item]) => holds(Reflect.get(value, key), item));
}
