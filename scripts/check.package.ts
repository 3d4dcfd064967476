/**
 * Packs the packages, and checks them with publint and "are the types wrong", and that the files which are copied or loaded
 * by their path are there. Run: npm run check:package, after npm run build.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from './compat/lab.ts';
import { run } from './compat/run.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-pack-'));
/** What users copy, or load from a CDN. */
const copied = ['browser/xstate-phoenix.js', 'vendor/phoenix.js'].flatMap((file) => [file, `${file}.map`]);
const tool = (name: string, ...args: string[]) => run(join(root, 'node_modules', '.bin', name), args, { cwd: root });

try {
  for (const place of ['.', 'inspector', 'phoenix-dropin']) {
    const tarball = await pack(folder, place);
    console.log((await tool('publint', '--strict', place)).trim());
    await tool('attw', tarball, '--profile', 'esm-only', '--format', 'ascii');
    console.log('The types are right.');
    if (place !== '.') continue;
    const packed = (await run('tar', ['-tzf', tarball], { cwd: root })).split('\n');
    const missing = copied.filter((file) => !packed.includes(`package/dist/${file}`));
    if (missing.length > 0) throw new Error(`The package lacks ${missing.join(', ')} in dist. Run npm run bundle.`);
    console.log(`It has ${copied.join(', ')}.`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
