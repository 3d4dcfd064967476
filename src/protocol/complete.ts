import { missing, ofPlatform } from './platform.ts';

/**
 * The `URL` of the platform, if it is complete. That of React Native has no setters, and some of its getters throw.
 *
 * @throws {@link ConfigurationError} when it is missing or incomplete.
 */
export function platformUrl(): typeof URL {
  const Url = ofPlatform('URL');
  try {
    const probe = new Url('http://a/b?c#d');
    Object.assign(probe, { protocol: 'ws:', pathname: '/e', search: '?f=g', hash: '' });
    if (probe.href === 'ws://a/e?f=g' && probe.searchParams.getAll('f').length === 1) return Url;
  } catch {
    // The error differs from version to version.
  }
  throw missing('URL', 'incomplete');
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
