import { describe, expect, it } from 'vitest';
import { holds } from '../src/holds.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

describe('a part of a value', () => {
  it.each([
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } }],
    [
      [1, 2, 3],
      [1, 2],
    ],
    [new Date(5), new Date(5)],
    [bytes(1, 2), bytes(1, 2)],
    [bytes(1, 2).buffer, bytes(1, 2)],
    [bytes(0, 1, 2).subarray(1), bytes(1, 2).buffer],
    [{ a: Number.NaN }, { a: Number.NaN }],
  ])('fits: %j has %j', (value, part) => {
    expect(holds(value, part)).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [[1], { 0: 1 }],
    [{ 0: 1 }, [1]],
    [bytes(1, 2), bytes(1)],
    [bytes(1), bytes(1, 2)],
    [bytes(1, 2).buffer, bytes(9, 9).buffer],
    [bytes(1, 2).buffer, new ArrayBuffer(5)],
    [{}, new ArrayBuffer(0)],
    [{ a: new Map([[1, 2]]) }, { a: new Map() }],
    [new Set([1]), new Set([2])],
    [null, {}],
  ])('does not fit: %j has not %j', (value, part) => {
    expect(holds(value, part)).toBe(false);
  });
});
