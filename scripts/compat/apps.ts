import type { Check } from './check.ts';
import { mainOf, programOf } from './program.ts';

const react = '0.81';
const metro = '0.83';

const metroBuild = `const Metro = require('metro');
const { getDefaultConfig, mergeConfig } = require('metro-config');
(async () => {
  const config = mergeConfig(await getDefaultConfig(__dirname), {
    projectRoot: __dirname, watchFolders: [__dirname], resetCache: true, maxWorkers: 1, reporter: { update() {} },
    resolver: {
      resolverMainFields: ['react-native', 'browser', 'main'],
      unstable_conditionNames: ['react-native'],
      unstable_enablePackageExports: true,
      useWatchman: false,
    },
    transformer: { babelTransformerPath: require.resolve('@react-native/metro-babel-transformer') },
  });
  await Metro.runBuild(config, { entry: 'main.js', platform: 'ios', dev: false, minify: false, out: 'out.js' });
})().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });`;

/** The bundler of React Native, with its presets. The bundle runs in Node, where `URL` is complete. */
function reactNative(ws: boolean): Check {
  return {
    name: `Metro ${ws ? 'with' : 'without'} ws (React Native ${react})`,
    ws,
    packages: [
      `metro@${metro}`,
      `metro-config@${metro}`,
      `metro-runtime@${metro}`,
      '@babel/core@7',
      '@babel/runtime@7',
      `@react-native/babel-preset@${react}`,
      `@react-native/metro-babel-transformer@${react}`,
    ],
    async run(lab) {
      lab.write({
        'package.json': '{ "private": true }',
        'babel.config.js': "module.exports = { presets: ['@react-native/babel-preset'] };",
        'build.cjs': metroBuild,
        'main.js': mainOf(lab.url),
      });
      await lab.run(process.execPath, ['build.cjs']);
      return lab.node('out.js');
    },
  };
}

/** The setting of the docs that makes Jest transform the library. */
export const jestPatterns = `transformIgnorePatterns: ['/node_modules/(?!(.pnpm|xstate|xstate-phoenix)/)'],`;

const jestConfig = (environment: string) => `module.exports = { testEnvironment: '${environment}', ${jestPatterns} };`;

const jestTest = `import { clientMachine, interpret, join, push, v2 } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { live } from './program.js';

test('the program is answered', async () => console.log(await live()));
test('the kit plays the server', async () => {
  const server = createTestServer();
  const client = interpret(clientMachine, server.options()).start();
  const room = join(client, 'room:lobby');
  await server.connectAndExpectJoin('room:lobby');
  const answer = push(room, 'say', { n: 1 });
  (await server.expectPush('room:lobby', 'say', { n: 1 })).reply('ok', { n: 2 });
  expect(await answer).toEqual({ n: 2 });
  client.stop();
});`;

const jsdomTest = `import { v2 } from 'xstate-phoenix';
test('what jsdom lacks is named where it is needed', () => {
  const push = () => v2().encode(['1', '2', 'room:käse', 'say', Uint8Array.of(1)]);
  expect(typeof TextEncoder).toBe('undefined');
  expect(push).toThrow(/TextEncoder/);
});`;

/** Jest. It runs CommonJS, so it has to transform the library. */
function jest(environment: 'jsdom' | 'node'): Check {
  const page = environment === 'jsdom';
  return {
    name: page ? 'Jest with jsdom' : 'Jest',
    ws: !page,
    packages: [
      'jest@30',
      `jest-environment-${environment}@30`,
      'babel-jest@30',
      '@babel/core@7',
      '@babel/preset-env@7',
    ],
    run(lab) {
      lab.write({
        'package.json': '{ "private": true }',
        'babel.config.js': "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] };",
        'jest.config.js': jestConfig(environment),
        'program.js': programOf(lab.url),
        'program.test.js': jestTest,
        ...(page && { 'page.test.js': jsdomTest }),
      });
      return lab.tool('jest', ['--ci', '--watchman=false']);
    },
  };
}

export const apps: readonly Check[] = [reactNative(false), reactNative(true), jest('jsdom'), jest('node')];
