import { expect } from 'vitest';
import { createTestServer } from 'xstate-phoenix/testing';
import type { Drive, Waits } from './driver.types.ts';

/** What the documentation promises for a client that says nothing about it. */
const promised: Waits = {
  reconnectAfterMs: [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000],
  rejoinAfterMs: [1000, 2000, 5000, 10_000],
  afterNormalCloseMs: 500,
  connectTimeoutMs: 10_000,
  joinTimeoutMs: 10_000,
  leaveTimeoutMs: 5_000,
  pushTimeoutMs: 10_000,
};

/** The test kit's server, in memory and in virtual time. */
export const virtual: Drive = async (stage) => {
  const server = createTestServer({ channels: stage.channels });
  const { clock, url, transport } = server;
  return {
    url,
    transport,
    clock,
    waits: promised,
    input: { jitter: 0 },
    accept() {
      server.accept();
      server.stall();
    },
    refuse(httpStatus) {
      server.refuse({ httpStatus });
      server.stall();
    },
    unplug() {
      server.unplug();
      server.stall();
    },
    drop: server.drop,
    close: server.close,
    get connections() {
      return server.connections;
    },
    async lasts(ms, seen) {
      const before = seen();
      await server.elapse(ms - 1);
      expect(seen(), `1 ms before ${ms} ms are over`).toEqual(before);
      await server.elapse(1);
    },
    comes: (atMs) => server.elapse(Math.max(0, (atMs ?? 0) - clock.now())),
    async eventually(look) {
      await settled();
      return look();
    },
    expectRetry: (retryAt, ms) => expect((retryAt ?? Number.NaN) - clock.now(), 'ms to the retry').toBe(ms),
    end: async () => {},
  };
};

/** All promises have told their ends; by a task, which is cheaper than moving the clock by nothing. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
