import { inspect, parseArgs } from 'node:util';
import type { Found } from './fuzzer.ts';
import { type Fuzzed, targets } from './targets.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '200000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    at: { type: 'string' },
  },
});

/** Parts of a run, at the ends of which the heap is measured. */
const PARTS = 5;

const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) say(`--only takes ${targets.map(({ name }) => name).join(', ')}`);

const seed = Number(values.seed ?? Date.now() % 2 ** 32);
const inputs = Number(values.inputs);
const share = chosen.reduce((sum, target) => sum + target.share, 0);
let failed = chosen.length === 0;

say(values.at === undefined ? `seed ${seed}, ${inputs} inputs` : `seed ${seed}, input ${values.at}`);
for (const target of chosen) {
  const found =
    values.at === undefined
      ? await run(target, Math.ceil((inputs * target.share) / share))
      : await target.replay(seed, Number(values.at));
  if (found) report(found);
  else if (values.at !== undefined) say(`${target.name}: nothing happens`);
  failed ||= found !== undefined;
}
process.exitCode = failed ? 1 : 0;

async function run(target: Fuzzed, wanted: number): Promise<Found | undefined> {
  const heap: string[] = [];
  const started = performance.now();
  const cpu = process.cpuUsage();
  const found = await target.fuzz({
    seed,
    inputs: wanted,
    progress: (done) => {
      if (done >= ((heap.length + 1) * wanted) / PARTS) heap.push(heapMegabytes());
    },
  });
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1_000;
  const perSecond = Math.round(wanted / ((user + system) / 1_000_000));
  if (!found)
    say(
      `${target.name}: ${wanted} inputs in ${seconds.toFixed(0)} s, ${perSecond} per second of processor time; ` +
        `heap ${heap.join(', ')} MB`,
    );
  return found;
}

/** What is left after garbage collection; twice, because finalisers free more. */
function heapMegabytes(): string {
  globalThis.gc?.();
  globalThis.gc?.();
  return (process.memoryUsage().heapUsed / 2 ** 20).toFixed(1);
}

function report({ target, at, inputs: done, error, shown }: Found): void {
  say(`${target}: failed after ${done} inputs\n\n${inspect(error)}\n\n${shown}\n`);
  say(`again: npm run fuzz -- --only ${target} --seed ${seed} --at ${at}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
