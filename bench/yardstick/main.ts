/**
 * What the client takes beside phoenix.js, beside the floor, which is `ws`, `JSON.parse` and one lookup, and beside the least
 * that XState takes. Each figure comes from processes of their own, in alternating rounds. Prints a table, and draws the picture
 * of docs/performance.md.
 * Run: npm run bench [-- --quick] [-- --only='^join-1000$'] [-- --plot=docs/topics.svg]
 * With --quick --check it ends with 1 if a ratio has fallen behind its bound, which CI does.
 * A profile of one: npm run bench -- --only='^join-1000$' --cpu-prof --cpu-prof-dir=profiles
 * Without V8's optimizing compiler: npm run bench -- --only='^join-1000$' --no-opt
 *
 * With the name of another program of bench/, it runs that one: npm run bench -- scale
 */
import { execFile, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bundle } from './bundle.ts';
import { plot } from './plot.ts';
import { fallenBehind, quickWorks, rows, table } from './report.ts';
import { type Figures, works } from './works.ts';

const run = promisify(execFile);
/** XState alone is measured where actors and their charts are most of the work. */
const clientsOf = (work: string) =>
  /^(receive-1-flood|receive-1000-spread|join|stop)/.test(work)
    ? ['floor', 'phoenix', 'xstate', 'ours']
    : ['floor', 'phoenix', 'ours'];
const options = process.argv.slice(2);
const optionOf = (name: string) => options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
const quick = options.includes('--quick');
const picture = optionOf('--plot');
const only = new RegExp(optionOf('--only') ?? (picture ? '-spread$' : '^(?!receive-(1|10|100)-spread)'));
/** Flags for Node, such as `--cpu-prof`. */
const flags = options.filter((option) => /^--(cpu-prof|heap-prof|no-opt)/.test(option));

const [program] = options.filter((option) => !option.startsWith('--'));
const { file, remove } = await bundle(program === undefined ? ['yardstick/drive', 'yardstick/server'] : [program]);
if (program !== undefined) {
  const { status } = spawnSync(process.execPath, ['--expose-gc', ...flags, file(program)], { stdio: 'inherit' });
  await remove();
  process.exit(status ?? 1);
}
const server = fork(file('yardstick/server'), { execArgv: [] });
const [port] = await once(server, 'message');
const chosen = Object.keys(works).filter((name) => only.test(name) && (!quick || quickWorks.has(name)));
const measured = await measure(chosen, quick ? 1 : 3);
if (picture) await writeFile(picture, plot(measured, [1, 10, 100, 1_000, 5_000]));
console.log(table(rows(measured)));
if (options.includes('--check')) await check();
server.disconnect();
await remove();

/** The clients take turns, so that what else the machine does concerns them all. */
async function measure(names: readonly string[], rounds: number): Promise<Map<string, Figures[]>> {
  const figures = new Map<string, Figures[]>();
  for (const work of names)
    for (let round = 0; round < rounds; round += 1)
      for (const client of clientsOf(work)) {
        const key = `${work} ${client}`;
        figures.set(key, [...(figures.get(key) ?? []), await drive(client, work)]);
      }
  return figures;
}

/** Measures once more, in more rounds, what seems to have fallen behind. */
async function check(): Promise<void> {
  const suspects = new Set<string>(fallenBehind(rows(measured)).map(({ work }) => work));
  if (suspects.size === 0) return;
  const again = rows(await measure([...suspects], 3));
  const behind = fallenBehind(again);
  console.log(`\nMeasured again:\n${table(again)}`);
  if (behind.length === 0) return;
  console.error(`Behind their bounds: ${behind.map(({ title }) => title).join('; ')}.`);
  process.exitCode = 1;
}

async function drive(client: string, work: string): Promise<Figures> {
  const { stdout } = await run(process.execPath, [
    ...['--expose-gc', ...flags],
    ...[file('yardstick/drive'), client, work, String(port), ...(quick ? ['quick'] : [])],
  ]);
  return JSON.parse(stdout);
}
