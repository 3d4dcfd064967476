import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { awaitJoin, channels, clientMachine, disconnect, interpret, join } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';

const server = await startServer({ channels: { 'feed:*': { join: (params) => ({ ok: params }) } } });
const input = { url: server.url };
const folder = await mkdtemp(path.join(tmpdir(), 'persisted-topics-'));
const file = path.join(folder, 'client.json');

await run();
console.log('--- the process ends, and starts again ---');
await runAgain();

await rm(folder, { recursive: true });
await server.stop();

/** The first run: joins topics, and saves the client to a file. */
async function run(): Promise<void> {
  const client = interpret(clientMachine, { input }).start();
  for (const [topic, since] of [
    ['feed:news', 17],
    ['feed:sport', 4],
  ] as const) {
    const { response } = await awaitJoin(join(client, topic, { params: { since } }));
    console.log(`${topic} joined with`, response);
  }
  const snapshot = client.getPersistedSnapshot();
  await writeFile(file, JSON.stringify(snapshot));
  console.log('saved', JSON.stringify(snapshot));
  client.stop();
}

/** The second run: restores the client. It joins its topics by itself. */
async function runAgain(): Promise<void> {
  const snapshot = JSON.parse(await readFile(file, 'utf8'));
  const client = interpret(clientMachine, { input, snapshot }).start();
  for (const room of channels(client)) {
    const { response } = await awaitJoin(room);
    console.log(`${room.id} joined with`, response);
  }
  await disconnect(client);
  client.stop();
}
