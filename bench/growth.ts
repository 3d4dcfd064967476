/**
 * What grows with what: a push with those that are in flight, and a message and its heap with the number of connections. The
 * server answers within the process.
 * Run: npm run bench -- growth
 */
import { awaitConnect, awaitJoin, clientMachine, interpret, join, on, push } from 'xstate-phoenix';
import { type Answering, answering } from './answering.ts';
import { heapUsed, show, spreadOf } from './measure.ts';

const ROUNDS = 7;
const PUSHES = 100_000;
const MESSAGES = 200_000;
const words = { body: 'hello there', user: 'ana', at: 1_795_389_901 };

async function joined({ transport }: Answering, hear: () => void = () => {}) {
  const client = interpret(clientMachine, {
    input: { url: 'ws://bench.test/socket', heartbeatIntervalMs: 0, transport },
  }).start();
  await awaitConnect(client);
  const room = join(client, 'room:lobby');
  on(room, 'new_msg', hear);
  await awaitJoin(room);
  return { client, room };
}

/** Microseconds for each of many, in several rounds. */
async function microseconds(count: number, act: () => void | Promise<void>): Promise<readonly number[]> {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const start = performance.now();
    await act();
    rounds.push(((performance.now() - start) * 1_000) / count);
  }
  return rounds.slice(1);
}

async function pushesInFlight(inFlight: number): Promise<void> {
  let answers: (() => void)[] = [];
  let take = (answer: () => void) => answer();
  const { client, room } = await joined(answering((answer) => take(answer)));
  take = (answer) => void answers.push(answer);
  const rounds = await microseconds(PUSHES, async () => {
    for (let sent = 0; sent < PUSHES; sent += inFlight) {
      const pushes = Array.from({ length: inFlight }, () => push(room, 'new_msg', words));
      for (const answer of answers) answer();
      answers = [];
      await Promise.all(pushes);
    }
  });
  show(`a push and its answer, ${inFlight} in flight`, spreadOf(rounds), 'us');
  client.stop();
}

async function connections(count: number): Promise<void> {
  const before = await heapUsed();
  let heard = 0;
  const hear = () => {
    heard += 1;
  };
  const servers = Array.from({ length: count }, () => answering());
  const clients: Awaited<ReturnType<typeof joined>>[] = [];
  for (const server of servers) clients.push(await joined(server, hear));
  const bytes = ((await heapUsed()) - before) / count;
  const text = JSON.stringify([null, null, 'room:lobby', 'new_msg', words]);
  const rounds = await microseconds(MESSAGES, () => {
    for (let sent = 0; sent < MESSAGES; sent += 1) servers[sent % count]?.receive(text);
  });
  if (heard !== MESSAGES * (ROUNDS + 1)) throw new Error(`${heard} messages were heard.`);
  show(`a message, over ${count} connections in turn`, spreadOf(rounds), 'us');
  // What the first ones make V8 compile is more than they hold.
  if (count >= 1_000) console.log(`${''.padEnd(56)} ${bytes.toFixed(0)} bytes for each connection with a topic`);
  for (const { client } of clients) client.stop();
}

for (const inFlight of [1, 10, 100, 1_000, 10_000, 100_000]) await pushesInFlight(inFlight);
for (const count of [1, 10, 100, 1_000, 5_000]) await connections(count);
process.exit();
