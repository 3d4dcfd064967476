import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Ledger } from './ledger.ts';
import { serve } from './server.ts';
import { topics } from './shared.ts';

const PROCESSES = 4;
const LOOK_MS = 50;

/** Has the server, starts the members, and ends one after the other at random. A new one is started when its topics have moved. */
export async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '60' }, grace: { type: 'string', default: '5000' } },
  });
  const [lastsMs, graceMs] = [Number(values.seconds) * 1_000, Number(values.grace)];
  const ledger = new Ledger(topics);
  const server = await serve(ledger);
  const workers = new Set<Worker>();
  /** Starts a member, and waits until it has all topics that are its own. */
  const start = async () => {
    const worker = cluster.fork({ URL_OF_SERVER: server.url, GRACE_MS: String(graceMs) });
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
    await once(worker, 'message');
  };
  const allOwned = async () => {
    while (ledger.owned < topics.length) await sleep(LOOK_MS);
  };
  // Whatever happens, no process is left behind.
  process.once('exit', () => {
    for (const worker of workers) worker.process.kill('SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

  await Promise.all(Array.from({ length: PROCESSES }, start));
  await allOwned();
  console.log(`${workers.size} processes share ${ledger.owned} topics`);

  const looking = setInterval(() => ledger.look(), LOOK_MS);
  const end = performance.now() + lastsMs;
  let ended = 0;
  while (performance.now() < end) {
    await sleep(Math.random() * graceMs);
    const worker = [...workers][Math.floor(Math.random() * workers.size)];
    const isKilled = Math.random() < 0.7;
    const exit = worker && once(worker, 'exit');
    if (isKilled) worker?.process.kill('SIGKILL');
    else worker?.send('stop');
    console.log(`process ${worker?.id} ${isKilled ? 'is killed' : 'stops'}`);
    await exit;
    ended += 1;
    await allOwned();
    await start();
    await allOwned();
  }
  clearInterval(looking);
  console.log(`${ended} processes have ended, and ${ledger.moved} topics have moved`);
  console.log(
    `the longest time without an owner: ${Math.round(ledger.longestGapMs)} ms, with a grace of ${graceMs} ms`,
  );
  console.log(`the longest time with two owners: ${Math.round(ledger.longestOverlapMs)} ms`);

  const exits = [...workers].map((worker) => once(worker, 'exit'));
  for (const worker of workers) worker.send('stop');
  await Promise.all(exits);
  await server.stop();
  console.log('all processes are gone');
}
