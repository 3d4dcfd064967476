/**
 * Packs the packages, and checks them with publint and "are the types wrong". Run: npm run check:package, after npm
 * run build.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from './compat/lab.ts';
import { run } from './compat/run.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-pack-'));
const tool = (name: string, ...args: string[]) => run(join(root, 'node_modules', '.bin', name), args, { cwd: root });

try {
  for (const place of ['.', 'inspector', 'phoenix-dropin']) {
    const tarball = await pack(folder, place);
    console.log((await tool('publint', '--strict', place)).trim());
    await tool('attw', tarball, '--profile', 'esm-only', '--format', 'ascii');
    console.log('The types are right.');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
