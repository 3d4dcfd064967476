import type { Entry } from '../src/wire.types.ts';

/** The time of day: `14:03:07.120`. */
export function clockOf(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function count(n: number): string {
  return n.toLocaleString('en');
}

/** `1.2 kB`. */
function sizeOf(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}

/** The head of a frame, without its topic and event: `ref 4 · join 2 · 120 B`. */
export function frameHead({ ref, joinRef, bytes }: Extract<Entry, { k: 'frame' }>): string {
  const parts = [ref === null ? '' : `ref ${ref}`, joinRef === null ? '' : `join ${joinRef}`, sizeOf(bytes)];
  return parts.filter((part) => part !== '').join(' · ');
}

/** `attempt 2 · code 1006`. */
export function pairsOf(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key} ${textOf(value)}`)
    .join(' · ');
}

/** A value on one line. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
