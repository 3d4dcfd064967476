import { say } from '#sentences';
import { ConfigurationError } from '../errors.ts';
import type { Needed } from '../sentences/connecting.ts';
import type { Code, Details } from '../sentences/whole.ts';

/**
 * Finds a global of the platform, at the moment it is needed: a polyfill may load late.
 *
 * @throws {@link ConfigurationError} when it is missing. The message tells what needs it.
 */
export function ofPlatform<Name extends Needed>(name: Name): (typeof globalThis)[Name] {
  const found = globalThis[name];
  if (typeof found !== 'function') throw missing(name, 'missing', name);
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
export function missing<C extends Code>(name: Needed, code: C, ...details: Details[C]): ConfigurationError {
  return new ConfigurationError([{ path: '', message: `${name}, ${say(code, ...details)}` }]);
}
