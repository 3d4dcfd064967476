import { say } from '#sentences';
import { ConfigurationError, ConnectError, ProtocolError } from '../errors.ts';
import { secretsOf } from './secrets.ts';
import type { TransportRequest } from './transport.ts';

/**
 * Removes the secrets of a request from a text or an error of a transport, platform or serializer: url, query, params,
 * token and headers. It searches all properties, and the causes of an error.
 *
 * A value without secrets comes back unchanged. An error with secrets is replaced by another one with the same name. An
 * object that can not be searched, such as a `Request` or a function, is replaced by its tag.
 */
export function scrub<Texts extends string | Readonly<Record<string, string>> | undefined>(
  said: Texts,
  request: TransportRequest | null,
): Texts;
export function scrub(said: unknown, request: TransportRequest | null): unknown;
export function scrub(said: unknown, request: TransportRequest | null): unknown {
  // Most sockets end without a word, and then nobody has to find the secrets of their requests.
  if (!said || request === null) return said;
  try {
    return new Scrubber(secretsOf(request)).scrub(said);
  } catch {
    return new Error(say('unsearchable'));
  }
}

/** How many objects are searched at most. */
const MOST = 1_000;

/** Errors that keep their class, since users check it. Their names and codes contain no secrets. */
const ours = [ConfigurationError, ConnectError, ProtocolError];
const known: ReadonlySet<PropertyKey> = new Set(['name', 'code']);
/** Properties that an error may inherit: a `DOMException` and an `ErrorEvent` have them as getters. */
const inherited = ['name', 'message', 'stack', 'cause', 'error'];

class Scrubber {
  readonly #secrets: RegExp;
  readonly #copies = new Map<object, object>();
  /** Objects that are known to lead to a secret, so that they are not searched again. */
  readonly #unclean = new Set<object>();

  constructor(secrets: RegExp) {
    this.#secrets = secrets;
  }

  scrub(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (!isObject(value) || this.#isClean(value, new Set())) return value;
    const copy = this.#copies.get(value) ?? emptyLike(value);
    if (copy === null) return Object.prototype.toString.call(value);
    if (!this.#copies.has(value)) this.#fill(copy, value);
    return copy;
  }

  #text(text: string): string {
    return text.replace(this.#secrets, '[redacted]');
  }

  #isClean(value: unknown, seen: Set<object>): boolean {
    if (typeof value === 'string') return value.search(this.#secrets) < 0;
    if (!isObject(value)) return true;
    if (this.#unclean.has(value)) return false;
    if (seen.has(value)) return true;
    // A getter may make a new cause each time, without end.
    if (seen.size > MOST) throw new RangeError();
    seen.add(value);
    const isClean =
      emptyLike(value) !== null &&
      keysOf(value).every((key) => {
        const part = read(value, key);
        return part !== null && this.#isClean(String(key), seen) && this.#isClean(part.value, seen);
      });
    if (!isClean) this.#unclean.add(value);
    return isClean;
  }

  #fill(copy: object, value: object): void {
    this.#copies.set(value, copy);
    const isOurs = ours.some((one) => value instanceof one);
    for (const key of keysOf(value)) {
      const part = read(value, key);
      if (part === null) continue;
      Reflect.defineProperty(copy, typeof key === 'string' ? this.#text(key) : key, {
        value: isOurs && known.has(key) ? part.value : this.scrub(part.value),
        enumerable: Object.prototype.propertyIsEnumerable.call(value, key),
        configurable: true,
        writable: true,
      });
    }
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The empty copy of an object. Null if the object is more than its properties. */
function emptyLike(value: object): object | null {
  if (Array.isArray(value)) return [];
  if (typeof value === 'function') return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The last prototype of the chain is Object.prototype, in any realm.
  if (!isObject(prototype) || Object.getPrototypeOf(prototype) === null) return {};
  if (!(value instanceof Error) && typeof read(value, 'message')?.value !== 'string') return null;
  const copy = new Error();
  const own = ours.find((one) => value instanceof one);
  return own ? Object.setPrototypeOf(copy, own.prototype) : copy;
}

function keysOf(value: object): readonly PropertyKey[] {
  const own = Reflect.ownKeys(value);
  if (Array.isArray(value)) return own.filter((key) => key !== 'length');
  return [...new Set([...own, ...inherited.filter((key) => key in value)])];
}

/** Reads a property of an object. Null if that throws. */
function read(value: object, key: PropertyKey): { readonly value: unknown } | null {
  try {
    return { value: Reflect.get(value, key) };
  } catch {
    return null;
  }
}
