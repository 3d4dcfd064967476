import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Source files: their texts by their paths. */
export type House = ReadonlyMap<string, string>;

/** Each file, and the files and packages it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const root = new URL('../../', import.meta.url);

/** The files that `#default-transport` and `#ws` of package.json stand for in Node. */
export const DEFAULT_TRANSPORT = 'src/transport/ws.ts';

/** The TypeScript files of some folders, by their paths in the repository. */
export function readHouse(folders: readonly string[]): House {
  const paths = folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.tsx?$/.test(path) && !/\/(node_modules|dist)\//.test(path)),
  );
  return new Map(paths.map((path) => [path, readFileSync(fileURLToPath(new URL(path, root)), 'utf8')]));
}

/** What the files import or export from, including types and dynamic imports. */
export function importsOf(house: House): Imports {
  return new Map([...house].map(([path, text]) => [path, importsOfFile(path, text)]));
}

/** Our own files go by their paths in the repository. */
function importsOfFile(path: string, text: string): readonly string[] {
  const named = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    if (fileName === '#default-transport' || fileName === '#ws') return DEFAULT_TRANSPORT;
    return fileName.startsWith('.') ? posix.join(posix.dirname(path), fileName) : fileName;
  });
  return [...new Set(named)];
}
