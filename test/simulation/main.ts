import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Progress, simulateMany } from './many.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import { told } from './told.ts';

const TELL_EVERY = 10_000;

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});
const [from, worlds, processes] = [values.from, values.worlds, values.processes].map(Number) as [
  number,
  number,
  number,
];

if (values.seed !== undefined) await one(Number(values.seed));
else if (processes > 1) await share(from, worlds, processes);
else await many(from, worlds);

/** The world of one seed, cut down to what matters. */
async function one(seed: number): Promise<void> {
  const history = await simulate(seed);
  if (history.violation) {
    print(told(await shrink(history)));
    process.exitCode = 1;
  } else print(`World ${seed}: ${history.acts.length} acts, and every invariant held.`);
}

/** The worlds of many seeds, in this process. */
async function many(first: number, count: number): Promise<void> {
  const start = performance.now();
  let known = 0;
  const tell = ({ worlds: done, acts, failed }: Progress) => {
    for (const { seed, violation } of failed.slice(known)) print(`World ${seed}: ${violation?.message}`);
    known = failed.length;
    if (done % TELL_EVERY !== 0 && done !== count) return;
    const pace = (done / (performance.now() - start)) * 1_000;
    globalThis.gc?.();
    const heapMb = process.memoryUsage().heapUsed / 2 ** 20;
    const to = first + done - 1;
    print(
      `worlds ${first} to ${to}: ${acts} acts, ${failed.length} failed, ${pace.toFixed(0)} worlds/s, heap ${heapMb.toFixed(1)} MB`,
    );
  };
  const { failed } = await simulateMany(first, count, tell);
  if (failed[0]) print(told(await shrink(failed[0])));
  if (failed.length > 0) process.exitCode = 1;
}

/** The same in several processes, each with a part of them. */
async function share(first: number, count: number, parts: number): Promise<void> {
  const size = Math.ceil(count / parts);
  const children = Array.from({ length: parts }, (_, part) => {
    const start = part * size;
    const args = { from: first + start, worlds: Math.min(size, count - start), processes: 1 };
    return fork(
      fileURLToPath(import.meta.url),
      Object.entries(args).map(([name, value]) => `--${name}=${value}`),
    );
  });
  for (const child of children) {
    const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
    if (code !== 0) process.exitCode = 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
