/**
 * Joins thousands of topics on one connection to the embedded server, drops the connection, waits until all are joined
 * again, and leaves them; counts the joins on the wire.
 * Run: npm run bench -- topics
 */
import { awaitConnect, awaitJoin, clientMachine, disconnect, interpret, join, leave } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { show, spreadOf } from './measure.ts';

const ROUNDS = 5;
const SIZES = [1_000, 10_000];

interface Run {
  readonly joinUs: number;
  readonly rejoinUs: number;
  readonly leaveUs: number;
}

async function run(topics: number): Promise<Run> {
  const joins = new Map<string, number>();
  const server = await startServer({
    channels: { '*': { join: () => ({ ok: {} }) } },
    maxChannels: Number.POSITIVE_INFINITY,
    onFrame: ({ direction, frame: [, , topic, event] }) => {
      if (direction === 'in' && event === 'phx_join') joins.set(topic, (joins.get(topic) ?? 0) + 1);
    },
  });
  const client = interpret(clientMachine, { input: { url: server.url, jitter: 0 } }).start();
  await awaitConnect(client);

  const start = performance.now();
  const rooms = Array.from({ length: topics }, (_, index) => join(client, `room:${index}`));
  await Promise.all(rooms.map((room) => awaitJoin(room)));
  const joined = performance.now();
  expectJoins(joins, topics, 1);

  const lost = Promise.all(rooms.map((room) => lostAndJoined(room)));
  const drop = performance.now();
  server.dropConnections();
  await lost;
  const rejoined = performance.now();
  expectJoins(joins, topics, 2);

  const leaving = performance.now();
  await Promise.all(rooms.map((room) => leave(room)));
  const left = performance.now();

  await disconnect(client);
  client.stop();
  await server.stop();
  const each = (ms: number) => (ms * 1000) / topics;
  return { joinUs: each(joined - start), rejoinUs: each(rejoined - drop), leaveUs: each(left - leaving) };
}

function lostAndJoined(room: ReturnType<typeof join>): Promise<void> {
  return new Promise((resolve) => {
    const subscription = room.on('joined', ({ rejoin }) => {
      if (!rejoin) return;
      subscription.unsubscribe();
      resolve();
    });
  });
}

function expectJoins(joins: ReadonlyMap<string, number>, topics: number, each: number): void {
  const wrong = [...joins].filter(([, count]) => count !== each);
  if (joins.size !== topics || wrong.length > 0)
    throw new Error(`${joins.size} topics were joined, ${wrong.length} of them not exactly ${each} times.`);
}

const results = new Map<number, Run[]>(SIZES.map((size) => [size, []]));
for (let round = 0; round <= ROUNDS; round += 1)
  for (const size of SIZES) {
    const result = await run(size);
    if (round > 0) results.get(size)?.push(result);
  }
const medians = SIZES.map((size) => {
  const runs = results.get(size) ?? [];
  const joining = spreadOf(runs.map(({ joinUs }) => joinUs));
  const rejoining = spreadOf(runs.map(({ rejoinUs }) => rejoinUs));
  show(`join, each of ${size} topics`, joining, 'us');
  show(`rejoin after a drop, each of ${size} topics`, rejoining, 'us');
  show(`leave all at once, each of ${size} topics`, spreadOf(runs.map(({ leaveUs }) => leaveUs)), 'us');
  return { joining: joining.median, rejoining: rejoining.median };
});
const [small, large] = medians;
if (small && large)
  console.log(
    `time for each topic, 10000 against 1000: join ${(large.joining / small.joining).toFixed(2)}, ` +
      `rejoin ${(large.rejoining / small.rejoining).toFixed(2)}; exactly one phx_join for each topic and connection`,
  );
