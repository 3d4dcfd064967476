/**
 * What the client takes beside phoenix.js, and beside the floor: `ws`, `JSON.parse` and one lookup. Each figure comes from
 * processes of their own, in alternating rounds. Prints a table, and draws the picture of docs/performance.md.
 * Run: npm run bench [-- --quick] [-- --only='^join-1000$'] [-- --plot=docs/topics.svg]
 * A profile of one: npm run bench -- --only='^join-1000$' --cpu-prof --cpu-prof-dir=profiles
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bundle } from './bundle.ts';
import { plot } from './plot.ts';
import { rows, table } from './report.ts';
import { type Figures, works } from './works.ts';

const run = promisify(execFile);
const clients = ['floor', 'phoenix', 'ours'] as const;
const options = process.argv.slice(2);
const optionOf = (name: string) => options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
const quick = options.includes('--quick');
const picture = optionOf('--plot');
const only = optionOf('--only') ?? (picture ? '-spread$' : '^(?!receive-(1|10|100)-spread)');
/** Flags for Node, such as `--cpu-prof`. */
const flags = options.filter((option) => option.startsWith('--cpu-prof') || option.startsWith('--heap-prof'));
const rounds = quick ? 1 : 3;

const { file, remove } = await bundle(['drive', 'server']);
const server = fork(file('server'), { execArgv: [] });
const [port] = await once(server, 'message');
const measured = new Map<string, Figures[]>();
for (const work of Object.keys(works).filter((name) => new RegExp(only).test(name)))
  for (let round = 0; round < rounds; round += 1)
    for (const client of clients) {
      const figures = await drive(client, work);
      const key = `${work} ${client}`;
      measured.set(key, [...(measured.get(key) ?? []), figures]);
    }
server.disconnect();
await remove();
if (picture) await writeFile(picture, plot(measured, [1, 10, 100, 1_000, 5_000]));
console.log(table(rows(measured)));

async function drive(client: string, work: string): Promise<Figures> {
  const { stdout } = await run(process.execPath, [
    ...['--expose-gc', ...flags],
    ...[file('drive'), client, work, String(port), ...(quick ? ['quick'] : [])],
  ]);
  return JSON.parse(stdout);
}
