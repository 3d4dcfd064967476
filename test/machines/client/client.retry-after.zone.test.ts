import { afterEach, expect, it, vi } from 'vitest';
import { hear } from '../../support/hear.ts';
import { createWorld } from '../../support/world.ts';

// In its own file, since threads share a time zone, and this test needs another one.
afterEach(() => vi.unstubAllEnvs());

it('a Retry-After without a zone is in GMT, wherever the client is', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(new Date(0).getHours()).toBe(19);
  const world = createWorld();
  const heard = hear(world.client, 'connect.failed');
  const headers = { 'retry-after': 'Thu Jan  1 00:00:09 1970' };
  world.socket.fail({ code: 1006, reason: '', httpStatus: 503, headers });
  expect(heard).toMatchObject([{ retryInMs: 9_000 }]);
});
