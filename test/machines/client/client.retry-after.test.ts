import { describe, expect, it } from 'vitest';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

/** A client whose attempt was answered with an HTTP status and headers; its backoff begins with 10 ms. */
function answered(httpStatus: number, headers: Record<string, string>) {
  const world = createWorld();
  const heard = hear(world.client, 'connect.failed');
  world.socket.fail({ code: 1006, reason: '', httpStatus, headers });
  return { ...world, heard };
}

const HOUR = 3_600_000;

describe('the Retry-After of a busy server', () => {
  it.each<[number, string, Record<string, string>, number]>([
    [429, 'seconds', { 'retry-after': '7' }, 7_000],
    [503, 'seconds', { 'retry-after': '7' }, 7_000],
    // The clock of this world starts at the epoch.
    [429, 'a date', { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }, 9_000],
    [503, 'a date of RFC 850', { 'retry-after': 'Thursday, 01-Jan-70 00:00:09 GMT' }, 9_000],
    [503, 'a date of asctime', { 'retry-after': 'Thu Jan  1 00:00:09 1970' }, 9_000],
    [
      503,
      'a date by the clock of the server',
      { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT', date: 'Sun, 06 Nov 1994 08:49:32 GMT' },
      5_000,
    ],
    [503, 'more than an hour', { 'retry-after': '86400' }, HOUR],
    [503, 'a date that is far off', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, HOUR],
    [503, 'a number without an end', { 'retry-after': '9'.repeat(400) }, HOUR],
  ])('of a %i is the least wait before the next attempt, as %s', (status, _, headers, waitMs) => {
    const { client, clock, sockets, heard } = answered(status, headers);
    expect(heard).toMatchObject([
      { httpStatus: status, willRetry: true, retryInMs: waitMs, error: { code: 'refused', retryAfterMs: waitMs } },
    ]);
    expect(client.getSnapshot().context).toMatchObject({ retryInMs: waitMs, retryAt: waitMs });
    clock.increment(waitMs - 1);
    expect(sockets.length).toBe(1);
    clock.increment(1);
    expect(sockets.length).toBe(2);
  });

  it.each<[number, string, Record<string, string>]>([
    [500, 'another status', { 'retry-after': '7' }],
    [301, 'another status', { 'retry-after': '7' }],
    [503, 'none', {}],
    [503, 'a word', { 'retry-after': 'soon' }],
    [503, 'a negative number', { 'retry-after': '-7' }],
    [503, 'a fraction', { 'retry-after': '7.5' }],
    [503, 'a list', { 'retry-after': '5, 7' }],
    [503, 'a date of the past', { 'retry-after': 'Wed, 31 Dec 1969 23:59:59 GMT' }],
    [503, 'a day without a date', { 'retry-after': 'Thu, soon' }],
  ])('of a %i with %s changes nothing', (status, _, headers) => {
    const { clock, sockets, heard } = answered(status, headers);
    expect(heard).toMatchObject([{ retryInMs: 10, error: { retryAfterMs: undefined } }]);
    clock.increment(10);
    expect(sockets.length).toBe(2);
  });

  it('that is shorter than the backoff changes nothing', () => {
    const world = createWorld({ reconnectAfterMs: [5_000] });
    const heard = hear(world.client, 'connect.failed');
    world.socket.fail({ code: 1006, reason: '', httpStatus: 503, headers: { 'retry-after': '2' } });
    expect(heard).toMatchObject([{ retryInMs: 5_000, error: { retryAfterMs: 2_000 } }]);
    world.clock.increment(2_000);
    world.client.send({ type: 'page.visible' });
    expect(world.sockets.length).toBe(2);
  });

  it('of 0 seconds is accepted, and the backoff stays', () => {
    const { heard } = answered(503, { 'retry-after': '0' });
    expect(heard).toMatchObject([{ retryInMs: 10, error: { retryAfterMs: 0 } }]);
  });

  it('counts for one wait: the next one is that of the backoff', () => {
    const { clock, sockets, heard } = answered(503, { 'retry-after': '7' });
    clock.increment(7_000);
    sockets.at(-1)?.refuse(500);
    expect(heard).toMatchObject([{ retryInMs: 7_000 }, { retryInMs: 50 }]);
  });

  it.each(['network.online', 'page.visible', 'page.resumed'] as const)('is not cut short by %s', (type) => {
    const { client, clock, sockets } = answered(503, { 'retry-after': '7' });
    client.send({ type });
    clock.increment(6_999);
    client.send({ type });
    expect(sockets.length).toBe(1);
    clock.increment(1);
    expect(sockets.length).toBe(2);
  });

  it.each(['network.online', 'page.visible', 'page.resumed'] as const)('is over when %s may dial again', (type) => {
    const { client, clock, sockets } = answered(503, { 'retry-after': '7' });
    clock.increment(7_000);
    sockets.at(-1)?.refuse(500);
    client.send({ type });
    expect(sockets.length).toBe(3);
  });

  it.each([
    ['page.hidden', 'page.visible'],
    ['network.offline', 'network.online'],
  ] as const)('holds behind a pause by %s that %s ends, and no longer', (nap, wake) => {
    for (const [after, waitMs] of [
      ['7', 7_000],
      ['600', 600_000],
    ] as const) {
      const { client, clock, sockets } = answered(429, { 'retry-after': after });
      client.send({ type: nap });
      clock.increment(3_000);
      client.send({ type: wake });
      expect(client).toBeIn({ 'reconnect-waiting': 'backoff' });
      expect(client.getSnapshot().context).toMatchObject({ retryAt: waitMs, retryInMs: waitMs - 3_000 });
      clock.increment(waitMs - 3_001);
      expect(sockets.length).toBe(1);
      clock.increment(1);
      expect(sockets.length).toBe(2);
    }
  });

  it.each([
    ['1', 60_000],
    ['600', 600_000],
  ])('of %s s brings no dial while the page is away, before a minute and its own time are over', (after, waitMs) => {
    const { client, clock, sockets } = answered(503, { 'retry-after': after });
    client.send({ type: 'network.offline' });
    client.send({ type: 'page.visible' });
    clock.increment(waitMs - 1);
    expect(sockets.length).toBe(1);
    clock.increment(1);
    expect(sockets.length).toBe(2);
  });

  it.each(['client.connect', 'client.reconnect'] as const)('does not delay a %s', (type) => {
    const { client, sockets } = answered(503, { 'retry-after': '7' });
    client.send({ type });
    expect(sockets.length).toBe(2);
  });
});

describe('connect.failed', () => {
  it('has no retryInMs if there is no retry', () => {
    const world = createWorld({ maxAttempts: 1 });
    const heard = hear(world.client, 'connect.failed');
    world.socket.refuse(500);
    expect(heard).toMatchObject([{ willRetry: false }]);
    expect(heard[0]).not.toHaveProperty('retryInMs');
  });
});
