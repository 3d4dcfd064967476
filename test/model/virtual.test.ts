import { describe, expect, it } from 'vitest';
import { channelMachine, clientMachine } from 'xstate-phoenix';
import { contracts } from './contracts.ts';
import { coverage } from './coverage.ts';
import { virtual } from './virtual.driver.ts';

// In this order always: what the paths have covered is looked at behind them.
describe('in virtual time', { shuffle: false }, () => {
  for (const { name, simple, shortest } of contracts)
    describe(`the contract of ${name}`, () => {
      for (const walk of [...simple, ...shortest]) it(`holds along ${walk.name}`, () => walk.run(virtual));
    });

  describe('these paths together', () => {
    it.each([
      ['client', clientMachine],
      ['channel', channelMachine],
    ] as const)('enter every state of the chart of the %s, and take every transition', (_, chart) => {
      expect(coverage.of(chart).missing).toEqual([]);
    });
  });
});
