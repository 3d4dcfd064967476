/**
 * What the inspector costs for each message, from the socket to its listener, and for each join over a real socket:
 * without it, without a page, and with a page. Then how long it takes to show 10000 topics to a page, and how much
 * memory they need. Run: node --expose-gc --conditions=xstate-phoenix-source --import tsx bench/inspector.ts
 */
import { WebSocket } from 'ws';
import { awaitConnect, awaitJoin, clientMachine, interpret, join } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { type Inspector, startInspector } from 'xstate-phoenix-inspector';
import { nanoseconds, show, spreadOf } from './measure.ts';
import { receiver } from './message.ts';

const ROUNDS = 15;
const MESSAGES = 10_000;
const JOIN_ROUNDS = 5;
const JOINS = 1000;
const TOPICS = 10_000;

/** A page that reads everything, and keeps nothing. */
async function watch({ url }: Inspector): Promise<{ readonly socket: WebSocket; bytes(): number }> {
  const socket = new WebSocket(url.replace('http', 'ws').replace('/?', '/live?'));
  let bytes = 0;
  socket.on('message', (data: Buffer) => {
    bytes += data.length;
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, bytes: () => bytes };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 150));

async function withInspectors(call: (name: string, inspector: Inspector | undefined) => Promise<void>): Promise<void> {
  await call('no inspector', undefined);
  const quiet = await startInspector();
  await call('nobody watching', quiet);
  await quiet.stop();
  const watched = await startInspector();
  const { socket } = await watch(watched);
  await call('a page watching', watched);
  socket.terminate();
  await watched.stop();
}

/** The time within the call, and with the work that the inspector does after it. */
async function messages(): Promise<void> {
  await withInspectors(async (name, inspector) => {
    const { receive } = receiver(1, inspector?.inspect);
    const calls: number[] = [];
    const beats: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const busy = process.cpuUsage();
      const receiving = nanoseconds(MESSAGES, receive);
      await turn();
      const { user, system } = process.cpuUsage(busy);
      if (round < 3) continue;
      calls.push(receiving);
      beats.push(((user + system) * 1000) / MESSAGES);
    }
    show(`message, ${name}`, spreadOf(calls), 'ns');
    show(`  processor time, the beats after it included`, spreadOf(beats), 'ns');
  });
}

async function joins(): Promise<void> {
  const server = await startServer({
    channels: { '*': { join: () => ({ ok: {} }) } },
    maxChannels: Number.POSITIVE_INFINITY,
  });
  await withInspectors(async (name, inspector) => {
    const each: number[] = [];
    for (let round = 0; round <= JOIN_ROUNDS; round += 1) {
      const inspect = inspector && { inspect: inspector.inspect };
      const client = interpret(clientMachine, { input: { url: server.url, jitter: 0 }, ...inspect }).start();
      await awaitConnect(client);
      const start = performance.now();
      const rooms = Array.from({ length: JOINS }, (_, index) => join(client, `room:${index}`));
      await Promise.all(rooms.map((room) => awaitJoin(room)));
      if (round > 0) each.push(((performance.now() - start) * 1000) / JOINS);
      client.stop();
      await turn();
    }
    show(`join, ${name}`, spreadOf(each), 'us');
  });
  await server.stop();
}

function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** The memory of a client with its topics, and the time and bytes to show them to a page. */
async function hold(inspector: Inspector | undefined): Promise<number> {
  await turn();
  const before = heap();
  const { client } = receiver(TOPICS, inspector?.inspect);
  await turn();
  const held = heap() - before;
  if (inspector) await showAll(inspector);
  client.stop();
  return held;
}

async function showAll(inspector: Inspector): Promise<void> {
  const start = performance.now();
  const page = await watch(inspector);
  let end = start;
  page.socket.on('message', () => {
    end = performance.now();
  });
  await turn();
  await turn();
  const took = `${(end - start).toFixed(0)} ms, ${(page.bytes() / 1e6).toFixed(1)} MB of JSON`;
  console.log(`${TOPICS} topics are shown to a page in ${took}`);
  page.socket.terminate();
}

async function topics(): Promise<void> {
  await hold(undefined);
  const without = await hold(undefined);
  const inspector = await startInspector();
  const inspected = await hold(inspector);
  await inspector.stop();
  const each = ((inspected - without) * 1e6) / TOPICS;
  const sizes = `${without.toFixed(1)} MB, and ${inspected.toFixed(1)} MB when inspected`;
  console.log(`${TOPICS} topics hold ${sizes}: ${each.toFixed(0)} bytes more for each`);
}

await messages();
await joins();
await topics();
