/**
 * A great many topics on one client: what 100,000 joined topics take, and whether a million topics that were joined and left
 * leave anything behind. The server answers within the process.
 * Run: [TOPICS=100000] [LIVES=1000000] npm run bench -- scale
 */
import { awaitConnect, awaitJoin, clientMachine, disconnect, interpret, join, leave, on } from 'xstate-phoenix';
import { answering } from './answering.ts';
import { heapUsed } from './measure.ts';

const TOPICS = Number(process.env.TOPICS ?? 100_000);
const LIVES = Number(process.env.LIVES ?? 1_000_000);
const AT_ONCE = 1_000;

const start = async () => {
  const client = interpret(clientMachine, {
    input: { url: 'ws://bench.test/socket', heartbeatIntervalMs: 0, transport: answering().transport },
  }).start();
  await awaitConnect(client);
  return client;
};

async function timed(what: string, count: number, act: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await act();
  const ms = performance.now() - began;
  console.log(`${what}: ${(ms / 1_000).toFixed(2)} s, ${((ms * 1_000) / count).toFixed(1)} us each`);
}

async function many(): Promise<void> {
  const client = await start();
  const before = await heapUsed();
  const topics = Array.from({ length: TOPICS }, (_, index) => `room:${index}`);
  await timed(`${TOPICS} topics joined, each with a listener`, TOPICS, async () => {
    const rooms = topics.map((topic) => join(client, topic));
    for (const room of rooms) on(room, 'new_msg', () => {});
    await Promise.all(rooms.map((room) => awaitJoin(room)));
  });
  console.log(
    `heap: ${(((await heapUsed()) - before) / TOPICS).toFixed(0)} bytes for each, the names of the topics included`,
  );
  await timed('disconnect and stop', TOPICS, async () => {
    await disconnect(client);
    client.stop();
  });
}

async function comeAndGo(): Promise<void> {
  const client = await start();
  let lives = 0;
  const generation = async () => {
    const rooms = Array.from({ length: AT_ONCE }, () => {
      lives += 1;
      return join(client, `room:${lives}`);
    });
    await Promise.all(rooms.map((room) => awaitJoin(room)));
    await Promise.all(rooms.map((room) => leave(room)));
  };
  for (let round = 0; round < 10; round += 1) await generation();
  const before = await heapUsed();
  await timed(`${LIVES} topics joined and left, ${AT_ONCE} at a time`, LIVES, async () => {
    for (let round = 0; round < LIVES / AT_ONCE; round += 1) await generation();
  });
  console.log(`heap: ${(((await heapUsed()) - before) / 1_048_576).toFixed(2)} MB more than before`);
  client.stop();
}

await many();
await comeAndGo();
process.exit();
