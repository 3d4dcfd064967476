import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a page downloads for a module, and how many bytes of it come from each file. */
export interface PageBuild {
  readonly text: string;
  readonly bytesOf: ReadonlyMap<string, number>;
}

/** What a page downloads for a module: minified, and without xstate unless that is asked for. */
export async function pageBundle(
  contents: string,
  external: readonly string[] = ['xstate'],
  conditions: readonly string[] = [],
): Promise<string> {
  return (await pageBuild(contents, external, conditions)).text;
}

/** The same, with the files that it is made of. */
export async function pageBuild(
  contents: string,
  external: readonly string[] = ['xstate'],
  conditions: readonly string[] = [],
): Promise<PageBuild> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source', ...conditions],
    external: [...external],
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    text: outputFiles[0]?.text ?? '',
    bytesOf: new Map(inputs.map(([file, { bytesInOutput }]) => [file, bytesInOutput])),
  };
}
