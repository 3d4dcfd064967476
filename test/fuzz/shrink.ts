import { inspect } from 'node:util';

/** Lists with something left out: halves first, then ever smaller runs, the end first. */
export function* shorter<T>(list: readonly T[]): Generator<T[]> {
  for (let run = list.length; run >= 1; run = Math.floor(run / 2))
    for (let end = list.length; end > 0; end -= run)
      yield [...list.slice(0, Math.max(0, end - run)), ...list.slice(end)];
}

/** What a socket gave, with something left out. */
export function* shorterData(data: string | ArrayBuffer): Generator<string | ArrayBuffer> {
  if (typeof data === 'string') for (const units of shorter(data.split(''))) yield units.join('');
  else for (const bytes of shorter([...new Uint8Array(data)])) yield Uint8Array.from(bytes).buffer;
}

/** An object with one key left out, whatever stands behind the others. */
export function* lesser(value: unknown): Generator<object> {
  const keys = keysOf(value);
  for (const key of keys) {
    const rest = {};
    for (const kept of keys) if (kept !== key) Object.defineProperty(rest, kept, descriptorOf(value, kept));
    yield rest;
  }
}

function keysOf(value: unknown): PropertyKey[] {
  try {
    return typeof value === 'object' && value !== null ? Reflect.ownKeys(value) : [];
  } catch {
    return [];
  }
}

function descriptorOf(value: unknown, key: PropertyKey): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(value, key) ?? {};
}

/** For people; what can not be shown is not. */
export function shown(value: unknown): string {
  try {
    return inspect(value, { depth: 4, maxStringLength: 200, maxArrayLength: 20, breakLength: 100, getters: false });
  } catch {
    return 'something that can not be shown';
  }
}
