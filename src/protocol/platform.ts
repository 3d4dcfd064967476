import { ConfigurationError } from '../errors.ts';

/** What the protocol needs of a platform beyond the language, and what cannot be done without it. */
const needs = {
  URL: 'which every connection needs',
  TextEncoder: 'which an authToken and binary frames need',
  TextDecoder: 'which binary frames need',
  btoa: 'which an authToken needs',
  structuredClone: 'which a push that waits needs where the serializer has no capture',
} as const;

/**
 * A class or function of the platform, looked up when it is needed. Not every platform has all of them, and some get
 * them from a polyfill that loads late.
 *
 * @throws {@link ConfigurationError} that names what is missing, and what needs it.
 */
export function ofPlatform<Name extends keyof typeof needs>(name: Name): (typeof globalThis)[Name] {
  const found = globalThis[name];
  if (typeof found !== 'function') throw missing(name, 'is missing on this platform');
  return found;
}

/** The name of what a platform threw: it may be of another realm, and so of no class that is known here. */
export function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string'
    ? error.name
    : '';
}

/** The error for something that a platform does not have, or has only in part. */
export function missing(name: keyof typeof needs, what: string): ConfigurationError {
  return new ConfigurationError([
    { path: '', message: `${name}, ${needs[name]}, ${what}; load a polyfill before the client starts` },
  ]);
}
