import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFile } from './file.ts';

/** What it exports, for TypeScript. */
const declaration = `declare const phoenix: typeof import('xstate-phoenix/phoenix', { with: { 'resolution-mode': 'import' } });
export = phoenix;
`;

/**
 * Writes the drop-in as one file in CommonJS, `legacy.cjs`, its source map and its declaration into a folder. It is for tools
 * that know neither the `exports` of packages nor ES modules, and for Jest. Its syntax is that of 2018, which old ones can read.
 *
 * @returns The path of the file.
 */
export async function bundleLegacy(folder: string): Promise<string> {
  const file = join(folder, 'legacy.cjs');
  await bundleFile(file, `export * from 'xstate-phoenix/phoenix';`, { format: 'cjs', target: 'es2018', minify: false });
  await writeFile(join(folder, 'legacy.d.cts'), declaration);
  return file;
}
