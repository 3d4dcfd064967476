import { join } from 'node:path';
import { bundleFile } from './file.ts';

/** The exports of the file: all of the library, and all of XState. */
const entry = `export * from 'xstate-phoenix';
export * from 'xstate';
export { interpret } from 'xstate';`;

/**
 * Writes the module for pages without a bundler, `xstate-phoenix.js`, and its source map into a folder.
 *
 * @returns The path of the module.
 */
export async function bundlePage(folder: string): Promise<string> {
  const file = join(folder, 'xstate-phoenix.js');
  await bundleFile(file, entry);
  return file;
}
