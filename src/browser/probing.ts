import type { TransportFactory } from '../transport/transport.ts';

/** Options of {@link probing}. */
export interface ProbingOptions {
  /** Has to end when the signal is aborted, as `fetch` does. @defaultValue the global `fetch`, looked up at each use */
  readonly fetch?: (
    url: string,
    init: {
      readonly credentials: 'include';
      readonly redirect: 'manual';
      readonly signal: AbortSignal;
    },
  ) => Promise<{ readonly status: number }>;
}

/**
 * Lets a transport of browsers tell 401 and 403 from a network that is down: `transport: probing(websocket())`.
 *
 * Browsers hide why a handshake was refused. So after one that has failed, this asks the same url by `fetch`. Phoenix
 * calls `connect/3` before it sees that this is no handshake: it answers 403 if that refuses, and 400 if not. Any other
 * answer than 401 and 403 changes nothing.
 *
 * It does not ask if there is an auth token, which `fetch` can not send. Across origins it learns nothing unless the
 * server allows that (CORS).
 */
export function probing(transport: TransportFactory, { fetch }: ProbingOptions = {}): TransportFactory {
  return (request, sink) => {
    let mayAsk = request.protocols.length === 0;
    const abort = new AbortController();
    const ask = async () => {
      const get = fetch ?? globalThis.fetch;
      const { signal } = abort;
      const { status } = await get(request.url.replace(/^ws/, 'http'), {
        credentials: 'include',
        redirect: 'manual',
        signal,
      });
      return (status === 401 || status === 403) && !signal.aborted ? { httpStatus: status } : {};
    };
    const inner = transport(request, {
      ...sink,
      opened(response) {
        mayAsk = false;
        sink.opened(response);
      },
      closed(close) {
        const end = (found?: object) => sink.closed({ ...close, ...found });
        if (mayAsk && close.httpStatus === undefined && !close.error) ask().then(end, () => end());
        else end();
      },
    });
    return {
      send: (data) => inner.send(data),
      close(code, reason) {
        mayAsk = false;
        abort.abort();
        inner.close(code, reason);
      },
      get bufferedAmount() {
        return inner.bufferedAmount ?? 0;
      },
    };
  };
}
