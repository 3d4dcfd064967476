import type { Check } from './check.ts';
import type { Lab } from './lab.ts';
import { mainOf } from './program.ts';

const rollupConfig = (node: boolean) => `import resolve from '@rollup/plugin-node-resolve';
export default {
  input: 'main.js',
  external: ${node ? "['ws']" : '[]'},
  output: { file: 'out.mjs', inlineDynamicImports: true },
  plugins: [resolve(${node ? "{ exportConditions: ['node'] }" : '{ browser: true }'})],
  onwarn(warning) { throw new Error(warning.message); },
};`;

const viteConfig = `export default {
  build: { lib: { entry: 'main.js', formats: ['es'], fileName: 'out' }, outDir: '.', emptyOutDir: false },
};`;

const webpackConfig = (target: string) => `export default {
  mode: 'production', target: '${target}', entry: './main.js', performance: false,
  output: { path: import.meta.dirname, filename: 'out.cjs' },
};`;

// Parcel reads the exports of packages only with this setting.
const parcelPackage = '{ "private": true, "@parcel/resolver-default": { "packageExports": true } }';

/** A bundler: it builds a page of the program, which then runs with the WebSocket of the platform. */
function bundler(
  name: string,
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
  build: (lab: Lab) => Promise<string>,
  out: string,
): Check {
  return {
    name,
    packages,
    ws: name.endsWith('for Node'),
    async run(lab) {
      lab.write({ 'main.js': mainOf(lab.url), ...files });
      await build(lab);
      return lab.node(out);
    },
  };
}

const esbuild = (platform: string) => (lab: Lab) =>
  lab.tool('esbuild', ['main.js', '--bundle', `--platform=${platform}`, '--format=esm', '--outfile=out.mjs']);
const rollup = ['rollup', '@rollup/plugin-node-resolve'];
const webpack = ['webpack', 'webpack-cli'];

/** The bundlers for pages, and those that can also build for Node. */
export const bundlers: readonly Check[] = [
  bundler('esbuild', ['esbuild'], {}, esbuild('browser'), 'out.mjs'),
  bundler(
    'esbuild, for Node',
    ['esbuild'],
    {},
    (lab) =>
      lab.tool('esbuild', [
        'main.js',
        '--bundle',
        '--platform=node',
        '--format=esm',
        '--external:ws',
        '--outfile=out.mjs',
      ]),
    'out.mjs',
  ),
  bundler(
    'Rollup',
    rollup,
    { 'rollup.config.js': rollupConfig(false) },
    (lab) => lab.tool('rollup', ['-c']),
    'out.mjs',
  ),
  bundler(
    'Rollup, for Node',
    rollup,
    { 'rollup.config.js': rollupConfig(true) },
    (lab) => lab.tool('rollup', ['-c']),
    'out.mjs',
  ),
  bundler('Vite', ['vite'], { 'vite.config.js': viteConfig }, (lab) => lab.tool('vite', ['build']), 'out.js'),
  bundler(
    'webpack',
    webpack,
    { 'webpack.config.js': webpackConfig('web') },
    (lab) => lab.tool('webpack', []),
    'out.cjs',
  ),
  bundler(
    'webpack, for Node',
    webpack,
    { 'webpack.config.js': webpackConfig('node') },
    (lab) => lab.tool('webpack', []),
    'out.cjs',
  ),
  bundler(
    'Parcel',
    ['parcel'],
    { 'package.json': parcelPackage },
    (lab) => lab.tool('parcel', ['build', 'main.js', '--dist-dir', 'out', '--no-cache', '--no-source-maps']),
    'out/main.js',
  ),
];
