import type { Outcome } from './check.ts';

/** The outcomes as a table in Markdown. */
export function drawTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ check, version, result }) => [check.name, version, check.ws ? 'yes' : 'no', result]);
  const lines = [['Tool', 'Version', '`ws` installed', 'Result'], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.toSpliced(1, 0, '|---|---|---|---|').join('\n');
}
