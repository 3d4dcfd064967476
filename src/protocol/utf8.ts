import { missing, ofPlatform } from './platform.ts';

/** @throws {@link ConfigurationError} when the platform has no `TextEncoder`. */
export function encodeUtf8(text: string): Uint8Array {
  return new (ofPlatform('TextEncoder'))().encode(text);
}

/**
 * A decoder that throws if bytes are not UTF-8, and keeps a byte order mark.
 *
 * @throws {@link ConfigurationError} when the platform has none.
 */
export function strictDecoder(): TextDecoder {
  const Decoder = ofPlatform('TextDecoder');
  try {
    return new Decoder('utf-8', { fatal: true, ignoreBOM: true });
  } catch {
    // Some polyfills have neither option.
    throw missing('TextDecoder', 'fatal');
  }
}
