/**
 * Tries the packed library with bundlers, test runners and runtimes from the registry, in a temporary folder, and then the ways
 * to put the drop-in in the place of npm phoenix. Prints a table of each. Run: npm run compat, or npm run compat -- esbuild deno
 * for some of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from './compat/check.ts';
import { checks } from './compat/checks.ts';
import { dropIns } from './compat/dropin.ts';
import { pack } from './compat/lab.ts';
import { outcomeOf } from './compat/outcome.ts';
import { startEcho } from './compat/program.ts';
import { drawTable } from './compat/table.ts';

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const isChosen = ({ name }: Check) => wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word));
const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-compat-'));
const server = await startEcho();
try {
  const tarball = await pack(folder);
  for (const [table, all] of [checks, dropIns].entries()) {
    const outcomes = [];
    for (const [index, check] of all.filter(isChosen).entries()) {
      const outcome = await outcomeOf(check, join(folder, `${table}-${index}`), tarball, server.url);
      outcomes.push(outcome);
      console.error(`${check.name}: ${outcome.result}${outcome.why ? `\n${outcome.why}` : ''}`);
    }
    console.log(drawTable(outcomes));
    if (outcomes.some(({ result }) => result === 'fails')) process.exitCode = 1;
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
