import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { targets } from './targets.ts';

/** How many inputs a run in CI has; `npm run fuzz -- --inputs 10000000` has more of the same. */
const INPUTS = 200_000;
/** Fixed, so that who changes nothing sees nothing new. */
const SEED = 5;
/** Never what is asserted: the machine may be busy. */
const PATIENCE_MS = 300_000;

describe('whatever comes from outside does no harm:', () => {
  it.each(targets)(
    '$name',
    async ({ name, share, fuzz }) => {
      const found = await fuzz({ seed: SEED, inputs: INPUTS * share });
      const again = `npm run fuzz -- --only ${name} --seed ${SEED} --at ${found?.at}`;
      expect(found, found && `${inspect(found.error)}\n\n${found.shown}\n\nagain: ${again}`).toBeUndefined();
    },
    PATIENCE_MS,
  );
});
