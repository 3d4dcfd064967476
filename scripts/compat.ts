/**
 * Tries the packed library with bundlers, test runners and runtimes from the registry, in a temporary folder, and prints a
 * table. Run: npm run compat, or npm run compat -- esbuild deno for some of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from './compat/checks.ts';
import { pack } from './compat/lab.ts';
import { outcomeOf } from './compat/outcome.ts';
import { startEcho } from './compat/program.ts';
import { drawTable } from './compat/table.ts';

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = checks.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word)),
);
const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-compat-'));
const server = await startEcho();
try {
  const tarball = await pack(folder);
  const outcomes = [];
  for (const [index, check] of chosen.entries()) {
    const outcome = await outcomeOf(check, join(folder, String(index)), tarball, server.url);
    outcomes.push(outcome);
    console.error(`${check.name}: ${outcome.result}${outcome.why ? `\n${outcome.why}` : ''}`);
  }
  console.log(drawTable(outcomes));
  if (outcomes.some(({ result }) => result === 'fails')) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
