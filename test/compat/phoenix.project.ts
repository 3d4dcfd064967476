import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The assets of a Phoenix project: `phoenix` and `phoenix_live_view` are in its `deps`. */
export interface PhoenixProject {
  readonly assets: string;
  /** Makes packages of this repository ones that npm has installed in `assets`. */
  install(): void;
  /** Bundles an `app.js` as the configuration of a new Phoenix project does. */
  bundle(app: string, options?: BuildOptions): Promise<PhoenixBundle>;
  remove(): void;
}

export interface PhoenixBundle {
  readonly warnings: readonly string[];
  /** The modules that are in the bundle: their paths in `assets`, or behind the last `node_modules`. */
  readonly modules: readonly string[];
}

export function createPhoenixProject(): PhoenixProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xstate-phoenix-assets-')));
  const assets = join(folder, 'assets');
  const { resolve } = createRequire(import.meta.url);
  for (const path of ['deps', 'assets/js', 'assets/vendor']) mkdirSync(join(folder, path), { recursive: true });
  for (const name of ['phoenix', 'phoenix_live_view'])
    symlinkSync(join(dirname(resolve(name)), '../..'), join(folder, 'deps', name));
  return {
    assets,
    install() {
      const installed = join(assets, 'node_modules');
      mkdirSync(installed);
      symlinkSync(root, join(installed, 'xstate-phoenix'));
      symlinkSync(join(root, 'inspector'), join(installed, 'xstate-phoenix-inspector'));
    },
    async bundle(app, { alias, ...options } = {}) {
      writeFileSync(join(assets, 'js', 'app.js'), app);
      const fixed = { bundle: true, write: false, metafile: true } as const;
      const { warnings, metafile } = await build({
        absWorkingDir: assets,
        entryPoints: ['js/app.js'],
        format: 'esm',
        target: 'es2022',
        outdir: '../priv/static/assets/js',
        external: ['/fonts/*', '/images/*'],
        alias: { '@': '.', ...alias },
        nodePaths: [join(folder, 'deps')],
        logLevel: 'silent',
        ...options,
        ...fixed,
      });
      const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
      return {
        warnings: warnings.map(({ text }) => text),
        modules: inputs
          .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
          .map(([path]) => path.replace(/.*\/node_modules\//, '').replace(/^(\.\.\/)+.*?(?=(inspector\/)?src\/)/, '')),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
