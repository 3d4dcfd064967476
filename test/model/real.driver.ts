import { expect, vi } from 'vitest';
import { type Transport, ws } from 'xstate-phoenix';
import { type ConnectResult, startServer } from 'xstate-phoenix/testing';
import type { Drive, Waits } from './driver.types.ts';

/**
 * Long enough for the looks at a state that ends by itself, on a busy machine; short enough to be waited for. The delay
 * after a close with 1000 is the library's own.
 */
const short: Waits = {
  reconnectAfterMs: [400, 450, 500],
  rejoinAfterMs: [400, 450, 500],
  afterNormalCloseMs: 500,
  connectTimeoutMs: 1_500,
  joinTimeoutMs: 1_500,
  leaveTimeoutMs: 1_500,
  pushTimeoutMs: 60_000,
};

/** How long anything may take that is only a matter of time. */
const PATIENCE_MS = 10_000;
/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:9/socket';

/** The same server on a port, real sockets and the real clock: what is virtual elsewhere is waited for here. */
export const onPort: Drive = async (stage) => {
  let verdict: ConnectResult;
  const server = await startServer({ channels: stage.channels, connect: () => verdict });
  const dial = ws();
  /** The attempts that are not decided about. */
  const waiting = new Set<(url: string) => void>();
  const decide = (url: string, next?: ConnectResult) => {
    verdict = next;
    const [go] = waiting;
    if (!go) throw new Error('No attempt waits to be decided about.');
    waiting.delete(go);
    go(url);
  };
  const { afterNormalCloseMs: _, ...input } = short;
  return {
    url: server.url,
    transport: (request, sink) => {
      let dialed: Transport | undefined;
      const go = (url: string) => {
        dialed = dial({ ...request, url: request.url.replace(server.url, url) }, sink);
      };
      waiting.add(go);
      return {
        send: (data) => dialed?.send(data),
        close(code, reason) {
          if (dialed) dialed.close(code, reason);
          else if (waiting.delete(go)) sink.closed({ code: 1006, reason: '' });
        },
      };
    },
    clock: undefined,
    waits: short,
    input: { jitter: 0, ...input },
    accept: () => decide(server.url),
    refuse: (httpStatus) => decide(server.url, { error: httpStatus }),
    unplug: () => decide(NOWHERE),
    drop: server.dropConnections,
    close: server.closeConnections,
    get connections() {
      return server.connections;
    },
    lasts: async () => {},
    comes: async () => {},
    eventually: (look) => vi.waitFor(look, { timeout: PATIENCE_MS, interval: 5 }),
    expectRetry: (retryAt, ms) =>
      expect((retryAt ?? Number.NaN) - Date.now(), 'ms to the retry').toBeLessThanOrEqual(ms),
    end: () => server.stop(),
  };
};
