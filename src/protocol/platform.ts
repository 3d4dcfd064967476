import { ConfigurationError } from '../errors.ts';

/** The globals of the platform that the protocol needs, and what needs them. */
const needs = {
  URL: 'which every connection needs',
  TextEncoder: 'which an authToken and binary frames need',
  TextDecoder: 'which binary frames need',
  btoa: 'which an authToken needs',
  structuredClone: 'which a push that waits needs where the serializer has no capture',
} as const;

/**
 * Finds a global of the platform, at the moment it is needed: a polyfill may load late.
 *
 * @throws {@link ConfigurationError} when it is missing. The message tells what needs it.
 */
export function ofPlatform<Name extends keyof typeof needs>(name: Name): (typeof globalThis)[Name] {
  const found = globalThis[name];
  if (typeof found !== 'function') throw missing(name, 'is missing on this platform');
  return found;
}

/** The name of an error of the platform. It may be of another realm, so this does not use `instanceof`. A proxy may throw. */
export function nameOf(error: unknown): string {
  try {
    return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string'
      ? error.name
      : '';
  } catch {
    return '';
  }
}

/** The error for a global that is missing or incomplete. */
export function missing(name: keyof typeof needs, what: string): ConfigurationError {
  return new ConfigurationError([
    { path: '', message: `${name}, ${needs[name]}, ${what}; load a polyfill before the client starts` },
  ]);
}
