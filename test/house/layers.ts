import { readFileSync } from 'node:fs';

/** One layer of the house: its name, and the files that stand there. */
export interface Layer {
  readonly name: string;
  /** Paths in the repository: a file, a folder with all below it (`src/testing/`), or the files of a folder (`src/*.ts`). */
  readonly places: readonly string[];
}

/** The layers from the ground up, as the table of CONTRIBUTING has them. */
export function readLayers(
  text: string = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8'),
): readonly Layer[] {
  const [, table = ''] = text.split('| Layer | Where |');
  const rows = table.split('\n\n')[0]?.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm) ?? [];
  return [...rows]
    .map(([, name = '', where = '']) => ({
      name,
      places: Array.from(where.matchAll(/`([^`]+)`/g), ([, at = '']) => at),
    }))
    .filter(({ places }) => places.length > 0);
}

/** The index of the layer that a file stands on: by the place that names it most closely. */
export function layerOf(layers: readonly Layer[], path: string): number | undefined {
  let closest: { readonly index: number; readonly length: number } | undefined;
  layers.forEach(({ places }, index) => {
    for (const place of places)
      if (holds(place, path) && place.length > (closest?.length ?? 0)) closest = { index, length: place.length };
  });
  return closest?.index;
}

function holds(place: string, path: string): boolean {
  if (!place.endsWith('/*.ts')) return place.endsWith('/') ? path.startsWith(place) : path === place;
  const folder = place.slice(0, -'*.ts'.length);
  return path.startsWith(folder) && !path.slice(folder.length).includes('/');
}
