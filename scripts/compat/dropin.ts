import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { testOf, userOf, users } from './dropin.program.ts';
import { settings } from './dropin.settings.ts';
import { pack } from './lab.ts';

/** A bundler that swaps `phoenix` by an alias. */
function bundler(
  name: string,
  packages: readonly string[],
  config: string,
  tool: string,
  args: readonly string[],
): Check {
  return {
    name,
    packages: [...packages, ...users],
    ws: false,
    async run(lab) {
      lab.write({ 'main.js': userOf(lab.url), [`${tool}.config.js`]: config });
      await lab.tool(tool, args);
      return lab.node('out.mjs');
    },
  };
}

const viteConfig = `export default {
${settings.vite}
  build: { lib: { entry: 'main.js', formats: ['es'], fileName: () => 'out.mjs' }, outDir: '.', emptyOutDir: false },
};`;

const rollupConfig = `import alias from '@rollup/plugin-alias';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
export default {
  input: 'main.js',
  output: { file: 'out.mjs', inlineDynamicImports: true },
  plugins: [
${settings.rollup}
    resolve({ browser: true }),
    commonjs(),
  ],
};`;

const webpackConfig = `export default {
  mode: 'production', target: 'web', entry: './main.js', performance: false,
${settings.webpack}
  output: { path: import.meta.dirname, filename: 'out.mjs' },
};`;

const build = ['main.js', '--bundle', '--format=esm', '--outfile=out.mjs', ...settings.esbuild.split(' ')];

const jest: Check = {
  name: 'Jest',
  packages: ['jest@30', 'jest-environment-jsdom@30', ...users],
  ws: false,
  async run(lab) {
    const imports = `const { RealtimeClient } = require('@supabase/realtime-js');\nconst { Socket } = require('phoenix');`;
    lab.write({
      'jest.config.cjs': `module.exports = {\n  testEnvironment: 'jsdom',\n${settings.jest}\n};`,
      'user.test.cjs': testOf(imports),
    });
    await lab.run('npm', [...install, await pack(lab.folder, 'phoenix-dropin')]);
    return lab.tool('jest', ['--ci', '--watchman=false', '--testMatch=**/*.test.cjs']);
  },
};

const vitest: Check = {
  name: 'Vitest',
  packages: ['vitest', ...users],
  ws: false,
  run(lab) {
    const imports = `import { RealtimeClient } from '@supabase/realtime-js';
import { Socket } from 'phoenix';
import { expect, test } from 'vitest';`;
    lab.write({ 'vitest.config.js': `export default {\n${settings.vitest}\n};`, 'user.test.js': testOf(imports) });
    return lab.tool('vitest', ['run']);
  },
};

/** No alias: npm installs the drop-in for everybody who asks for `phoenix`. It is in no registry before it is published. */
const npm: Check = {
  name: 'npm, with overrides',
  packages: users,
  ws: false,
  async run(lab) {
    const dropIn = `file:${await pack(lab.folder, 'phoenix-dropin')}`;
    const manifest = JSON.parse(readFileSync(join(lab.folder, 'package.json'), 'utf8'));
    manifest.dependencies.phoenix = dropIn;
    manifest.overrides = { phoenix: '$phoenix', '@supabase/phoenix': dropIn };
    lab.write({ 'package.json': JSON.stringify(manifest), 'main.mjs': userOf(lab.url) });
    for (const old of ['node_modules', 'package-lock.json']) rmSync(join(lab.folder, old), { recursive: true });
    await lab.run('npm', install, { timeoutMs: 300_000 });
    return lab.node('main.mjs');
  },
};

const install = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
const rollup = ['rollup', '@rollup/plugin-alias', '@rollup/plugin-commonjs', '@rollup/plugin-node-resolve'];

/** The ways to put the drop-in in the place of npm `phoenix`. */
export const dropIns: readonly Check[] = [
  bundler('esbuild', ['esbuild'], '', 'esbuild', build),
  bundler('Vite', ['vite'], viteConfig, 'vite', ['build']),
  bundler('Rollup', rollup, rollupConfig, 'rollup', ['-c']),
  bundler('webpack', ['webpack', 'webpack-cli'], webpackConfig, 'webpack', []),
  jest,
  vitest,
  npm,
];
