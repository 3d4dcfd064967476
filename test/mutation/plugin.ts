import type { Plugin } from 'vite';
import { mutated, root } from './mutant.ts';
import { listMutants } from './mutants.ts';

/** The environment variable that names the mutant of a run. Without it the sources are what they are. */
export const MUTANT = 'MUTANT';

/** Gives one source file its mistake on its way to the tests; nothing is written. */
export function mutation(): Plugin {
  const mutants = new Map(listMutants().map((mutant) => [mutant.name, mutant]));
  return {
    name: 'mutation',
    enforce: 'pre',
    transform(code, id) {
      const name = process.env[MUTANT];
      if (!name) return;
      const mutant = mutants.get(name);
      if (!mutant) throw new Error(`There is no mutant "${name}".`);
      return id.split('?')[0] === root + mutant.file ? { code: mutated(mutant, code), map: null } : undefined;
    },
  };
}
