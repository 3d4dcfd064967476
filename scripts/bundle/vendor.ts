import { join } from 'node:path';
import { bundleFile } from './file.ts';

/**
 * Writes the drop-in for projects without npm, `phoenix.js`, and its source map into a folder.
 *
 * @returns The path of the module.
 */
export async function bundleVendor(folder: string): Promise<string> {
  const file = join(folder, 'phoenix.js');
  await bundleFile(file, `export * from 'xstate-phoenix/phoenix';`);
  return file;
}
