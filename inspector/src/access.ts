import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may ask: whoever has the key, from a page of ours or from none, by a name of this machine. */
export interface Access {
  readonly key: string;
  /** 421 for a foreign name (a page elsewhere may have its name resolve to here), 403 for a foreign page; null is yes. */
  refusal(request: IncomingMessage, port: number): 403 | 421 | null;
  hasKey(url: URL): boolean;
}

/** @param given - The key; a new one is drawn where there is none. */
export function createAccess(given?: string): Access {
  const key = given ?? randomBytes(18).toString('base64url');
  const digest = digestOf(key);
  return {
    key,
    refusal({ headers: { host, origin } }, port) {
      // Of the usual port, clients leave the number out.
      const tail = port === 80 ? ['', ':80'] : [`:${port}`];
      const names = tail.flatMap((end) => [`127.0.0.1${end}`, `localhost${end}`]);
      if (host === undefined || !names.includes(host)) return 421;
      return origin === undefined || origin === `http://${host}` ? null : 403;
    },
    // Digests are of one length, so that the time taken tells nothing.
    hasKey: (url) => timingSafeEqual(digestOf(url.searchParams.get('key') ?? ''), digest),
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
