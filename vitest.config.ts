import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['xstate-phoenix-source'];

/** What takes minutes: the long walks, and what goes on for as long as it is told to. */
const proof = [
  'test/{exploration,faults,fuzz,simulation}/**/*.test.ts',
  'test/model/real.test.ts',
  'test/phoenix/differential/many.test.ts',
  'test/soak/soak.test.ts',
];

/** What compiles projects, with every TypeScript that they may have. */
const types = ['test/consumers/*.test.ts'];

export default defineConfig({
  // Vitest is development, where a push that fails unheard is told to the console.
  resolve: { conditions, alias: { '#unheard': fileURLToPath(new URL('src/unheard.ts', import.meta.url)) } },
  // Without 'module': Node imports what is not ours, and does not know that condition.
  ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'default'] } },
  test: {
    // All cores: by itself Vitest leaves one free, which is half of them where there are two.
    maxWorkers: '100%',
    // No test measures time: one that takes so long hangs, however busy the machine is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'text'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...proof, ...types],
          globalSetup: ['test/inspector/build.ts'],
          // No module has state of its own, so the files of a worker may share them. To import everything for each file
          // took more time than all tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'proof', include: proof } },
      { extends: true, test: { name: 'types', include: types } },
    ],
  },
});
