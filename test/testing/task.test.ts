import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTask } from '../../src/testing/task.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the next task', () => {
  it.each([
    ['a platform with message channels', globalThis.MessageChannel],
    ['jsdom, which has none', undefined],
  ])('begins when all promises are done, on %s', async (_, channel) => {
    vi.stubGlobal('MessageChannel', channel);
    let steps = 0;
    const chain = async () => {
      for (; steps < 100; steps += 1) await null;
    };
    void chain();
    await nextTask();
    expect(steps).toBe(100);
  });
});
