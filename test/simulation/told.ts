import type { Act } from '../proof/acts.ts';
import type { History } from './simulate.ts';

/** A history for people: what happened, line by line, and what did not hold in the end. */
export function told({ seed, acts, violation }: History): string {
  const lines = acts.map((act, index) => `${String(index + 1).padStart(4)}  ${line(act)}`);
  return [
    `World ${seed}, cut down to ${acts.length} acts:`,
    ...lines,
    `then ${violation?.message ?? 'every invariant held'}`,
    `Again: npm run simulate -- --seed ${seed}`,
  ].join('\n');
}

function line({ act, ...rest }: Act): string {
  return [act, ...Object.values(rest)].join(' ');
}
