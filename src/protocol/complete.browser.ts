import { ofPlatform } from './platform.ts';

/** The `URL` of a browser, which is complete wherever there is one. */
export function platformUrl(): typeof URL {
  return ofPlatform('URL');
}

/** A decoder that throws if bytes are not UTF-8, and keeps a byte order mark. Browsers have both options. */
export function strictDecoder(): TextDecoder {
  return new (ofPlatform('TextDecoder'))('utf-8', { fatal: true, ignoreBOM: true });
}
