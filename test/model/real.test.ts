import { describe, it } from 'vitest';
import { contracts } from './contracts.ts';
import { onPort, onPortByPolls } from './real.driver.ts';

const drives = { 'on a port': onPort, 'on a port, over long polling': onPortByPolls };

for (const [where, drive] of Object.entries(drives))
  for (const { name, shortest } of contracts) {
    const walks = shortest.filter(({ isReal }) => isReal);
    describe.runIf(walks.length > 0).concurrent(`the contract of ${name}, ${where}`, () => {
      for (const walk of walks) it(`holds at the end of ${walk.name}`, { timeout: 60_000 }, () => walk.run(drive));
    });
  }
