import { describe, expect, it } from 'vitest';
import { awaitConnect, ConfigurationError, channels, join } from 'xstate-phoenix';
import { createPool, occupancy, type PoolInput, poolDefaults } from 'xstate-phoenix/pool';

const url = 'ws://server.test/socket';

function problemsOf(input: unknown): unknown {
  const { status, error } = createPool(input as PoolInput).getSnapshot();
  return status === 'error' && error instanceof ConfigurationError ? error.problems : status;
}

describe('the options of a pool', () => {
  it.each<[string, unknown, string]>([
    ['connections', 0, 'must be a whole number from 1'],
    ['connections', 1.5, 'must be a whole number from 1'],
    ['connections', Number.POSITIVE_INFINITY, 'must be a whole number from 1'],
    ['connections', '3', 'must be a whole number from 1'],
    ['maxTopics', 0, 'must be a whole number from 1'],
    ['maxTopics', null, 'must be a whole number from 1'],
    ['lingerMs', -1, 'must be a number from 0, or Infinity'],
    ['lingerMs', '1s', 'must be a number from 0, or Infinity'],
  ])('are checked: %s may not be %s', (path, value, message) => {
    expect(problemsOf({ url, [path]: value })).toEqual([{ path, message }]);
  });

  it('are checked together with those of the client', () => {
    expect(problemsOf({ connections: 0, jitter: 2 })).toEqual([
      { path: 'jitter', message: 'must be a number from 0 to 1' },
      { path: 'url', message: expect.stringContaining('is missing') },
      { path: 'connections', message: 'must be a whole number from 1' },
    ]);
    expect(problemsOf({ url, conections: 3 })).toEqual([
      { path: 'conections', message: expect.stringMatching(/^is not an option; use .*connections.*url/) },
    ]);
  });

  it.each([undefined, null, 7, 'ws://server.test/socket', []])('have to be an object, not %s', (input) => {
    expect(problemsOf(input)).toEqual([{ path: '', message: expect.stringContaining('must be an object') }]);
  });

  it('that throw when they are read are a problem, too', () => {
    const input = {
      url,
      get connections(): number {
        throw new Error('of the user');
      },
    };
    expect(problemsOf(input)).toEqual([{ path: '', message: 'the input throws when it is read' }]);
  });

  it('may be inherited', () => {
    expect(problemsOf(Object.create({ url, connections: 2 }))).toBe('active');
    expect(problemsOf(Object.create({ url, connections: 0 }))).toEqual([
      expect.objectContaining({ path: 'connections' }),
    ]);
  });

  it('have defaults', () => {
    expect(poolDefaults).toEqual({ connections: 10, maxTopics: 100, lingerMs: 30_000 });
    expect(problemsOf({ url, connections: undefined, lingerMs: Number.POSITIVE_INFINITY })).toBe('active');
  });

  it('that can not be used reject whoever waits, and all functions throw them', async () => {
    const pool = createPool({ url, connections: 0 });
    await expect(awaitConnect(pool)).rejects.toBeInstanceOf(ConfigurationError);
    expect(() => join(pool, 'room:1')).toThrow(ConfigurationError);
    expect(() => channels(pool)).toThrow(ConfigurationError);
    expect(() => occupancy(pool)).toThrow(ConfigurationError);
  });
});
