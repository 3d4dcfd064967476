import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Line } from '../../../src/machines/channel/line.ts';
import { collectGarbage } from '../../support/garbage.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('join' as const), name }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('leave' as const), name }) },
  { weight: 2, arbitrary: fc.constant({ does: 'look' as const, name: '' }) },
  { weight: 1, arbitrary: fc.constant({ does: 'clear' as const, name: '' }) },
);

describe('a line', () => {
  it('has the member first that has waited longest, whatever others did', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = new Line<string>();
        let names: string[] = [];
        for (const { does, name } of steps) {
          if (does === 'join') {
            line.join(name, name.toUpperCase());
            names = [...names.filter((other) => other !== name), name];
          } else if (does === 'leave') {
            expect(line.leave(name)).toBe(names.includes(name));
            names = names.filter((other) => other !== name);
          } else if (does === 'clear') {
            line.clear();
            names = [];
          } else {
            const [first] = names;
            expect(line.first).toEqual(first === undefined ? undefined : [first, first.toUpperCase()]);
          }
          expect(line.size).toBe(names.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that is cleared again and again keeps nothing of what it was', async () => {
    const line = new Line<string>();
    const heap = async () => {
      await collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await heap();
    for (let round = 0; round < 100_000; round += 1) line.clear();
    expect((await heap()) - before).toBeLessThan(5_000_000);
    expect(line.size).toBe(0);
  });
});
