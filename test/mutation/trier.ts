import { relative } from 'node:path';
import { createVitest, type Reporter, type TestModule, type TestSequencer, type TestSpecification } from 'vitest/node';
import { root } from './mutant.ts';
import { listMutants } from './mutants.ts';
import { MUTANT } from './plugin.ts';
import type { Trial, Verdict } from './trial.ts';

// The process that runs the tests: one Vitest for many trials, so that a mutant costs only what it changes.

/** What the tests of one trial tell, as they end. */
class Watch implements Reporter {
  tests = 0;
  failed: { readonly by: string; readonly file: string } | undefined;
  took: Record<string, number> = {};

  begin(): void {
    this.tests = 0;
    this.failed = undefined;
    this.took = {};
  }

  readonly onTestCaseResult: NonNullable<Reporter['onTestCaseResult']> = (test) => {
    this.tests += 1;
    process.send?.('alive');
    const { state, errors } = test.result();
    if (state !== 'failed' || this.failed) return;
    this.failed = { by: `${test.fullName}: ${errors[0]?.message}`, file: nameOf(test.module) };
    // One failure is enough. The first call asks the thread to skip the rest, the second one ends it.
    void vitest.cancelCurrentRun('test-failure');
    void vitest.cancelCurrentRun('test-failure');
  };

  readonly onTestModuleEnd: NonNullable<Reporter['onTestModuleEnd']> = (module) => {
    this.took[nameOf(module)] = module.diagnostic().duration;
    const [error] = module.errors();
    if (error) this.failed ??= { by: error.message, file: nameOf(module) };
  };
}

class InTheOrderAskedFor implements TestSequencer {
  sort = (files: TestSpecification[]) => files;
  shard = (files: TestSpecification[]) => files;
}

const watch = new Watch();
const vitest = await createVitest('test', {
  config: `${root}test/mutation/vitest.config.ts`,
  watch: false,
  reporters: [watch],
  sequence: { sequencer: InTheOrderAskedFor },
});
const tests = new Map((await vitest.globTestSpecifications()).map((test) => [relative(root, test.moduleId), test]));
const mutants = new Map(listMutants().map((mutant) => [mutant.name, mutant]));

async function attempt({ mutant, files }: Trial): Promise<Verdict> {
  const changed = mutant === null ? undefined : mutants.get(mutant)?.file;
  process.env[MUTANT] = mutant ?? '';
  watch.begin();
  if (changed) vitest.invalidateFile(root + changed);
  const { unhandledErrors } = await vitest.runTestSpecifications(files.flatMap((file) => tests.get(file) ?? []));
  if (changed) vitest.invalidateFile(root + changed);
  const { took, failed } = watch;
  const [unhandled] = unhandledErrors;
  if (failed) return { status: watch.tests === 0 ? 'invalid' : 'killed', ...failed, took };
  return unhandled === undefined ? { status: 'survived', took } : { status: 'killed', by: String(unhandled), took };
}

function nameOf({ moduleId }: TestModule): string {
  return relative(root, moduleId);
}

process.on('message', async (trial: Trial) => {
  process.send?.(await attempt(trial));
});
process.send?.({ files: [...tests.keys()] });
