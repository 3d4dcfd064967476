import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Programs of `bench/` as plain JavaScript: a loader of TypeScript would make them, and what they measure, larger. */
export async function bundle(
  names: readonly string[],
): Promise<{ file(name: string): string; remove(): Promise<void> }> {
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const folder = await mkdtemp(join(root, 'node_modules', '.yardstick-'));
  await build({
    entryPoints: names.map((name) => join(root, 'bench', `${name}.ts`)),
    outbase: join(root, 'bench'),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['xstate-phoenix-source'],
    external: Object.keys(devDependencies),
  });
  return {
    file: (name) => join(folder, `${name}.mjs`),
    remove: () => rm(folder, { recursive: true }),
  };
}
