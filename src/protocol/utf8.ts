import { ofPlatform } from './platform.ts';

/** @throws {@link ConfigurationError} when the platform has no `TextEncoder`. */
export function encodeUtf8(text: string): Uint8Array {
  return new (ofPlatform('TextEncoder'))().encode(text);
}
