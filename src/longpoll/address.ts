/** The url to poll: `https` in the place of `wss`, `/longpoll` in that of `/websocket`, and always a query. */
export function addressOf(url: string): string {
  return url.replace(/^ws([^?]*)\/(websocket|longpoll)\??/, 'http$1/longpoll?');
}

/**
 * Checks what no attempt can change. The client takes a `TypeError` of a transport as a `ConfigurationError`, which would
 * be larger than all of this file.
 *
 * @throws TypeError when there is no `fetch`, or when any `fetch` would refuse the request.
 */
export function assertFetchable(fetch: unknown, url: string, headers: Readonly<Record<string, string>>): void {
  try {
    // jsdom has none.
    if (fetch && (!globalThis.Request || new Request(url, { headers }))) return;
  } catch {
    // The error of the platform quotes the url or a header.
  }
  throw new TypeError('no fetch takes this url or header');
}
