import { defineConfig } from 'vitest/config';

const conditions = ['xstate-phoenix-source'];

export default defineConfig({
  resolve: { conditions },
  // Without 'module': Node imports what is not ours, and does not know that condition.
  ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/inspector/build.ts'],
    typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'text'] },
  },
});
