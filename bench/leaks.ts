/**
 * Looks for leaks: heap, handles and timers after connecting and disconnecting hundreds of times, and after joining and
 * leaving thousands of topics.
 * Run: [CYCLES=500] [TOPICS=3000] npm run bench -- leaks
 */
import { awaitJoin, channels, clientMachine, connect, disconnect, interpret, join, leave } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { heapUsed } from './measure.ts';

const CYCLES = Number(process.env.CYCLES ?? 500);
const TOPICS = Number(process.env.TOPICS ?? 3_000);

const server = await startServer({
  channels: { '*': { join: () => ({ ok: {} }) } },
  maxChannels: Number.POSITIVE_INFINITY,
});
const client = interpret(clientMachine, { input: { url: server.url, autoConnect: false } }).start();

/** The handles that keep the process alive, without the server's listening socket. */
function handles(): string {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}

async function cycle(): Promise<void> {
  await connect(client);
  await disconnect(client);
}

async function joinAndLeave(count: number, round: number): Promise<void> {
  const rooms = Array.from({ length: count }, (_, index) => join(client, `room:${round}:${index}`));
  await Promise.all(rooms.map((room) => awaitJoin(room)));
  await Promise.all(rooms.map((room) => leave(room)));
}

async function compare(name: string, count: number, act: () => Promise<void>): Promise<void> {
  await act();
  const handlesBefore = handles();
  const before = await heapUsed();
  await act();
  const middle = await heapUsed();
  await act();
  const after = await heapUsed();
  const each = [(middle - before) / count, (after - middle) / count].map((bytes) => bytes.toFixed(0));
  console.log(
    `${name}: heap ${each.join(' and then ')} bytes each; handles before: ${handlesBefore}; after: ${handles()}`,
  );
}

await compare(`${CYCLES} connections`, CYCLES, async () => {
  for (let index = 0; index < CYCLES; index += 1) await cycle();
});
await connect(client);
let round = 0;
await compare(`${TOPICS} topics joined and left`, TOPICS, async () => {
  round += 1;
  await joinAndLeave(TOPICS, round);
});
console.log(`channels left: ${[...channels(client)].length}`);
await disconnect(client);
client.stop();
await server.stop();
console.log(`handles at the end: ${handles() || 'none'}; the process ends by itself`);
