import { describe, expect, it } from 'vitest';
import { HEAP_BREATH_BYTES, heapTrend, judge, type Vitals } from './vitals.ts';

const flat = (atMs: number): Vitals => ({ atMs, heapBytes: 10_000_000, handles: 3, timers: 1, actors: 9, entries: 20 });

/** Ten samples, a second apart, of which `change` makes something else. */
const samples = (change: (index: number) => Partial<Vitals>) =>
  Array.from({ length: 10 }, (_, index) => ({ ...flat(index * 1_000), ...change(index) }));

function blames(vitals: readonly Vitals[]): readonly string[] {
  const blamed: string[] = [];
  judge(vitals, (promise, what) => blamed.push(`${promise} ${what}`));
  return blamed;
}

describe('the vitals of a soak', () => {
  it('are well when nothing grows, whatever the heap needs to warm up', () => {
    expect(blames(samples((index) => (index < 2 ? { heapBytes: 1_000_000 } : {})))).toEqual([]);
  });

  it('are not when the heap grows beyond its breath, and the slope is told for an hour', () => {
    const growing = samples((index) => ({ heapBytes: (index * HEAP_BREATH_BYTES) / 4 }));
    expect(blames(growing)).toEqual([expect.stringMatching(/^I9 the heap grew/)]);
    expect(heapTrend(growing).perHour).toBeCloseTo((HEAP_BREATH_BYTES / 4) * 3_600, 0);
  });

  it.each(['handles', 'timers', 'actors', 'entries'] as const)('are not when there is one more of the %s', (kind) => {
    expect(blames(samples((index) => (index === 9 ? { [kind]: 100 } : {})))).toEqual([
      expect.stringContaining(`I9 ${kind} grew`),
    ]);
  });
});
