import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

const manifest = readFileSync(join(root, 'package.json'), 'utf8');

/** The files of `src` that package.json leads to, by an export or by a condition. */
export const entries: readonly string[] = [
  ...new Set(Array.from(manifest.matchAll(/"\.\/(src\/[\w./-]+\.ts)"/g), ([, path = '']) => path)),
];

/** What came of a bundle: its text, and what stands in it. */
export interface Bundled {
  readonly text: string;
  /** The files of this package that are in the bundle, by their paths in it, and all that is imported from outside. */
  readonly graph: readonly string[];
  /** The names that the bundle exports. */
  readonly exports: readonly string[];
}

/** A project that has installed xstate-phoenix and xstate from a registry, and nothing else: no ws, no types. */
export interface Project {
  readonly folder: string;
  /** Builds what package.json exports, so that Node can load it; without it there is `src` alone. */
  build(): Promise<void>;
  /** Makes a package of this repository one that the project has installed, too. */
  install(name: string): void;
  /** Bundles a module of it, under the export conditions that a tool would set. */
  bundle(contents: string, conditions: readonly string[], options?: BuildOptions): Promise<Bundled>;
  remove(): void;
}

/** Made of `src`, so that nothing has to be built before the tests. */
export function createProject(): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xstate-phoenix-project-')));
  const installed = join(folder, 'node_modules', 'xstate-phoenix');
  mkdirSync(installed, { recursive: true });
  for (const part of ['package.json', 'src']) cpSync(join(root, part), join(installed, part), { recursive: true });
  const install = (name: string) => symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  install('xstate');
  return {
    folder,
    install,
    async build() {
      // One bundle, whose parts are shared; what is imported by a condition stands outside of them, and is an entry itself.
      await build({
        entryPoints: [...entries],
        absWorkingDir: installed,
        outbase: 'src',
        outdir: 'dist',
        bundle: true,
        splitting: true,
        format: 'esm',
        target: 'es2022',
        external: ['#*', 'xstate', 'ws', 'vitest', 'node:*'],
        logLevel: 'silent',
      });
    },
    async bundle(contents, conditions, options) {
      const fixed = { bundle: true, write: false, metafile: true } as const;
      const { metafile, outputFiles } = await build({
        stdin: { contents, resolveDir: folder, loader: 'ts' },
        absWorkingDir: folder,
        outfile: 'bundle.js',
        format: 'esm',
        target: 'es2022',
        logLevel: 'silent',
        conditions: [...conditions, 'xstate-phoenix-source'],
        ...options,
        ...fixed,
      });
      return {
        text: outputFiles.map(({ text }) => text).join(''),
        graph: graphOf(metafile),
        exports: Object.values(metafile.outputs).flatMap((output) => output.exports),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function graphOf({ inputs }: Metafile): string[] {
  const outside = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return [
    ...Object.keys(inputs).map((path) => path.replace('node_modules/xstate-phoenix/', '')),
    ...outside.map(({ path }) => path),
  ];
}
