import { describe, expect, it } from 'vitest';
import { compareMany } from './compare.ts';

describe('a random program before a random server', () => {
  it('sends, hears and sees with our Socket what it does with phoenix.js, in the same order', async () => {
    expect(await compareMany(1, 300)).toEqual([]);
  });
});
