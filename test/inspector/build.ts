import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const inspector = new URL('../../inspector/', import.meta.url);
const parts = ['page/', 'src/chart/', 'src/wire.types.ts', 'vite.config.ts', '../package-lock.json'];

/** Builds the inspector's page before all tests, unless it has been built since anything it is made of was changed. */
export async function setup(): Promise<void> {
  const built = await changedAt(new URL('dist/page/index.html', inspector));
  const changes = await Promise.all(parts.map((part) => newestIn(new URL(part, inspector))));
  if (Math.max(...changes) < built) return;
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', inspector)),
    // Another run of the tests may be reading what is there.
    build: { emptyOutDir: false },
  });
}

async function newestIn(place: URL): Promise<number> {
  if (!place.pathname.endsWith('/')) return changedAt(place);
  const names = await readdir(place);
  // The folder's own time tells of files that are gone.
  return Math.max(...(await Promise.all([place, ...names.map((name) => new URL(name, place))].map(changedAt))));
}

/** Ms since 1970; 0 for what is not there. */
async function changedAt(file: URL): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
