/** The option that a path of a problem begins with. */
export function optionOf(path: string): string {
  return path.replace(/[.[].*/s, '');
}

/** The kind of a value in words, without the value itself. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return String(value);
  if (typeof value === 'number' && value < 0) return 'a negative number';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
