import { parseArgs } from 'node:util';
import { Bench } from './bench.ts';
import { type Killers, recall, remember } from './memory.ts';
import type { Mutant } from './mutant.ts';
import { listMutants } from './mutants.ts';
import { Order } from './order.ts';
import { disagreements, lineOf, type Result, shareKilled, totalsOf } from './report.ts';
import { survivors } from './survivors.ts';

/** The share of mutants that the tests have to notice. */
const GOAL = 0.95;

const { values: options } = parseArgs({
  options: {
    /** Only mutants whose name has this in it; may be given more than once. */
    only: { type: 'string', multiple: true, default: [] },
    /** One part of so many, as `1/4`. */
    shard: { type: 'string', default: '1/1' },
    /** Processes at a time. */
    workers: { type: 'string', default: '2' },
    /** Names the mutants, and tries none. */
    list: { type: 'boolean', default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

function chosen(): readonly Mutant[] {
  const [part = 1, parts = 1] = options.shard.split('/').map(Number);
  return listMutants()
    .filter(({ name }) => options.only.length === 0 || options.only.some((text) => name.includes(text)))
    .filter((_, index) => index % parts === part - 1);
}

/** The tests against the sources as they are: they must pass, and tell how long each file takes. */
async function baseline(bench: Bench, killers: Killers): Promise<Order> {
  const files = await bench.open();
  const began = performance.now();
  const { status, file, by, took } = await bench.try({ mutant: null, files });
  if (status !== 'survived') throw new Error(`The tests do not pass without a mutant: ${file} > ${by}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${files.length} test files pass without a mutant, in ${seconds} s.\n`);
  return new Order(files, took, killers);
}

async function tryAll(mutants: readonly Mutant[]): Promise<readonly Result[]> {
  const benches = Array.from({ length: Number(options.workers) }, () => new Bench());
  const results: Result[] = [];
  const [first] = benches;
  if (!first) throw new Error('--workers must be at least 1');
  try {
    const killers = recall();
    const order = await baseline(first, killers);
    const queue = [...mutants];
    await Promise.all(
      benches.map(async (bench) => {
        for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
          const verdict = await bench.try({ mutant: mutant.name, files: order.for(mutant) });
          order.learn(mutant, verdict);
          remember(killers);
          const result = { mutant, verdict };
          results.push(result);
          say(lineOf(result));
        }
      }),
    );
  } finally {
    for (const bench of benches) bench.close();
  }
  return results;
}

const mutants = chosen();
if (options.list) for (const { name } of mutants) say(name);
else {
  const began = performance.now();
  const results = await tryAll(mutants);
  const wrong = [...disagreements(results, survivors)];
  const isAll = results.length === listMutants().length;
  if (isAll && shareKilled(results) < GOAL) wrong.push(`kills less than ${100 * GOAL} %`);
  say(`\n${totalsOf(results)}\n\n${((performance.now() - began) / 60_000).toFixed(1)} minutes.`);
  for (const line of wrong) say(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
