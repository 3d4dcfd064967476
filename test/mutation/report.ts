import { diffOf, type Mutant } from './mutant.ts';
import type { Verdict } from './trial.ts';

/** A mutant and what became of it. */
export interface Result {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

const statuses = ['killed', 'timeout', 'survived', 'invalid'] as const;
const kinds = ['chart', 'code'] as const;

export function lineOf({ mutant, verdict: { status, file, by } }: Result): string {
  const how = status === 'survived' ? diffOf(mutant) : [file, by?.split('\n')[0]].filter(Boolean).join(' > ');
  return `${status.padEnd(8)}  ${mutant.name}\n            ${how.replaceAll('\n', '\n            ')}`;
}

/** How many of each kind came to what. A timeout counts as killed, an invalid mutant not at all. */
export function totalsOf(results: readonly Result[]): string {
  const rows = [...kinds, 'all'].map((kind) => {
    const of = results.filter(({ mutant }) => kind === 'all' || mutant.kind === kind);
    const counts = statuses.map((status) => of.filter(({ verdict }) => verdict.status === status).length);
    return [kind, of.length, ...counts, `${(100 * shareKilled(of)).toFixed(1)} %`];
  });
  return [['', 'mutants', ...statuses, 'of the valid'], ...rows]
    .map((row) => row.map((cell) => String(cell).padStart(13)).join(''))
    .join('\n');
}

/** The share of the valid mutants that some test noticed. */
export function shareKilled(results: readonly Result[]): number {
  const valid = results.filter(({ verdict }) => verdict.status !== 'invalid');
  const survived = valid.filter(({ verdict }) => verdict.status === 'survived');
  return valid.length === 0 ? 1 : 1 - survived.length / valid.length;
}

/** Where the results and the list of survivors do not agree, in words. */
export function disagreements(results: readonly Result[], listed: Readonly<Record<string, string>>): readonly string[] {
  return results.flatMap(({ mutant: { name }, verdict: { status } }) => {
    const isListed = Object.hasOwn(listed, name);
    if (status === 'survived' && !isListed) return [`survives without a reason: ${name}`];
    if (status !== 'survived' && isListed) return [`is listed as a survivor, and is ${status}: ${name}`];
    return [];
  });
}
