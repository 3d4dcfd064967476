import { ConfigurationError } from '../errors.ts';

/** The url to poll: `https` in the place of `wss`, `/longpoll` in that of `/websocket`, and always a query. */
export function addressOf(url: string): string {
  return url.replace(/^ws([^?]*)\/(websocket|longpoll)\??/, 'http$1/longpoll?');
}

/** @throws {@link ConfigurationError} when there is no `fetch`, or when any `fetch` would refuse the request. */
export function assertFetchable(fetch: unknown, url: string, headers: Readonly<Record<string, string>>): void {
  try {
    if (fetch && (typeof Request === 'undefined' || new Request(url, { headers }).url.startsWith('http'))) return;
  } catch {
    // The error of the platform quotes the url or a header.
  }
  const message = fetch
    ? 'can not fetch this url with these headers'
    : 'has no fetch on this platform; pass one to longPoll()';
  throw new ConfigurationError([{ path: 'transport', message }]);
}
