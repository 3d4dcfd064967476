import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Decides who may connect. A request needs the key, and a `Host` of this machine. If a page sends it, it must be our
 * page.
 */
export interface Access {
  readonly key: string;
  /**
   * 421 for a foreign `Host` (which may resolve to this machine), 403 for a page of another origin; null if allowed.
   */
  refusal(request: IncomingMessage, port: number): 403 | 421 | null;
  hasKey(url: URL): boolean;
}

/** @param given - The key. @defaultValue a random one */
export function createAccess(given?: string): Access {
  const key = given ?? randomBytes(18).toString('base64url');
  const digest = digestOf(key);
  return {
    key,
    refusal({ headers: { host, origin } }, port) {
      // Clients leave out the port if it is 80.
      const tail = port === 80 ? ['', ':80'] : [`:${port}`];
      const names = tail.flatMap((end) => [`127.0.0.1${end}`, `localhost${end}`]);
      if (host === undefined || !names.includes(host)) return 421;
      return origin === undefined || origin === `http://${host}` ? null : 403;
    },
    // Digests have the same length, so the time of the comparison gives nothing away.
    hasKey: (url) => timingSafeEqual(digestOf(url.searchParams.get('key') ?? ''), digest),
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
