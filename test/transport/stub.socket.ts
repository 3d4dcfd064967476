/** A platform's socket that does nothing by itself. */
export class StubSocket {
  binaryType = 'blob';
  readyState = 0;
  bufferedAmount = 7;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  send() {}
  close() {}
  fire(name: 'open' | 'message' | 'close' | 'error', event: object = {}): void {
    const handler = this[`on${name}`];
    if (typeof handler === 'function') handler(event);
  }
}
