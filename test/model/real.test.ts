import { describe, it } from 'vitest';
import { contracts } from './contracts.ts';
import { onPort } from './real.driver.ts';

for (const { name, shortest } of contracts) {
  const walks = shortest.filter(({ isReal }) => isReal);
  describe.runIf(walks.length > 0).concurrent(`the contract of ${name}, on a port`, () => {
    for (const walk of walks) it(`holds at the end of ${walk.name}`, { timeout: 60_000 }, () => walk.run(onPort));
  });
}
