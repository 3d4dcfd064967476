/** The median of some measurements, with their extremes. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    min: sorted[0] ?? Number.NaN,
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}

/** Nanoseconds per call, over `count` calls. */
export function nanoseconds(count: number, call: () => void): number {
  const start = process.hrtime.bigint();
  for (let index = 0; index < count; index += 1) call();
  return Number(process.hrtime.bigint() - start) / count;
}

/** Bytes of the heap after collections, which need `--expose-gc`. */
export async function heapUsed(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    await new Promise(setImmediate);
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

export function show(name: string, { min, median, max }: Spread, unit: string): void {
  const figure = (value: number) => value.toFixed(value < 10 ? 2 : 0).padStart(9);
  console.log(`${name.padEnd(56)} min ${figure(min)}  median ${figure(median)}  max ${figure(max)} ${unit}`);
}
