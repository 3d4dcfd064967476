import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The programs of the yardstick as plain JavaScript: a loader of TypeScript would make them, and what they measure, larger. */
export async function bundle(
  names: readonly string[],
): Promise<{ file(name: string): string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(root, 'node_modules', '.yardstick-'));
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['xstate-phoenix-source'],
    external: ['ws', 'phoenix', 'xstate'],
  });
  return {
    file: (name) => join(folder, `${name}.mjs`),
    remove: () => rm(folder, { recursive: true }),
  };
}
