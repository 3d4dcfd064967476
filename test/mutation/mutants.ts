import { chartMutants } from './chart.mutants.ts';
import { codeMutants } from './code.mutants.ts';
import type { Mutant } from './mutant.ts';

/** All mutants there are: those of the charts, then those of the code. */
export function listMutants(): readonly Mutant[] {
  return [
    ...chartMutants('src/machines/client/client.machine.ts'),
    ...chartMutants('src/machines/client/callbacks.transitions.ts'),
    ...chartMutants('src/machines/client/page.machine.ts'),
    ...chartMutants('src/machines/channel/channel.machine.ts'),
    ...codeMutants(),
  ];
}
