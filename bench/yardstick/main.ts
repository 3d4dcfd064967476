/**
 * What the client takes beside phoenix.js, and beside the floor: `ws`, `JSON.parse` and one lookup. Each figure comes from
 * processes of their own, in alternating rounds. Prints a table, and draws the picture of docs/performance.md.
 * Run: npm run bench [-- --quick] [-- --only=join]
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { bundle } from './bundle.ts';
import { rows, table } from './report.ts';
import { type Figures, works } from './works.ts';

const run = promisify(execFile);
const clients = ['floor', 'phoenix', 'ours'] as const;
const options = process.argv.slice(2);
const quick = options.includes('--quick');
const only = options.find((option) => option.startsWith('--only='))?.slice('--only='.length) ?? '';
/** Flags for Node, such as `--cpu-prof`. */
const flags = options.filter((option) => option.startsWith('--cpu-prof') || option.startsWith('--heap-prof'));
const rounds = quick ? 1 : 3;

const { file, remove } = await bundle(['drive', 'server']);
const server = fork(file('server'), { execArgv: [] });
const [port] = await once(server, 'message');
const measured = new Map<string, Figures[]>();
for (const work of Object.keys(works).filter((name) => name.includes(only)))
  for (let round = 0; round < rounds; round += 1)
    for (const client of clients) {
      const figures = await drive(client, work);
      const key = `${work} ${client}`;
      measured.set(key, [...(measured.get(key) ?? []), figures]);
    }
server.disconnect();
await remove();
console.log(table(rows(measured)));

async function drive(client: string, work: string): Promise<Figures> {
  const { stdout } = await run(process.execPath, [
    ...['--expose-gc', ...flags],
    ...[file('drive'), client, work, String(port), ...(quick ? ['quick'] : [])],
  ]);
  return JSON.parse(stdout);
}
