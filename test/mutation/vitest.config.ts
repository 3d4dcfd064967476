import { defineConfig } from 'vitest/config';
import { root } from './mutant.ts';
import { mutation } from './plugin.ts';

const conditions = ['xstate-phoenix-source'];

/**
 * The tests that mutants are held against, in one thread and one module graph. Left out is what does not see the
 * mistake, since it bundles the sources or starts a process of its own; what needs real sockets; and what would see any change of
 * a chart: the pictures in docs.
 */
// biome-ignore lint/style/noDefaultExport: Vitest asks for one.
export default defineConfig({
  root,
  plugins: [mutation()],
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'default'] } },
  test: {
    include: [
      'test/*.test.ts',
      'test/{machines,protocol,conformance,define,telemetry,testing,pool,group,presence,longpoll,phoenix}/**/*.test.ts',
      'test/transport/{scrub,websocket.errors}.test.ts',
      'test/browser/{lifecycle,worker.clock,probing}.test.ts',
      'test/model/virtual.test.ts',
    ],
    exclude: [
      'test/{charts,demo,docs,examples,getting-started,readme}.test.ts',
      'test/testing/{kit.outside,server}.test.ts',
      'test/machines/client/client.retry-after.zone.test.ts',
      'test/longpoll/laws.test.ts',
      'test/phoenix/{dropin,differential/many}.test.ts',
      'test/phoenix/others/**',
      'test/group/simulation.test.ts',
    ],
    setupFiles: ['test/mutation/dice.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    // What waits for something that a mutant keeps from happening shall not wait for ever, and not give up on a busy machine.
    testTimeout: 6_000,
    bail: 1,
  },
});
