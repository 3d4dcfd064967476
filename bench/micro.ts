/**
 * The parts of the way of a message, a push and a topic, each alone: decode, route, deliver, encode, write, settle, join, leave.
 * Run: npm run bench -- micro
 */
import { Bench } from 'tinybench';
import {
  awaitConnect,
  awaitJoin,
  type ClientInput,
  type ClientRef,
  cast,
  clientMachine,
  defineClient,
  type Frame,
  interpret,
  join,
  leave,
  on,
  push,
  v2,
} from 'xstate-phoenix';
import { answering } from './answering.ts';

const words = { body: 'hello there', user: 'ana', at: 1_795_389_901 };
const messageOf = (topic: string) => JSON.stringify([null, null, topic, 'new_msg', words]);
const frame: Frame = ['1', '2', 'room:heard', 'new_msg', words];
const bytes = new Uint8Array(1_000);

const { transport, receive } = answering();
const client = interpret(clientMachine, {
  input: { url: 'ws://bench.test/socket', heartbeatIntervalMs: 0, transport },
}).start();
await awaitConnect(client);
const room = join(client, 'room:heard');
on(room, 'new_msg', () => {});
await Promise.all([awaitJoin(room), awaitJoin(join(client, 'room:unheard'))]);

/** A client with a joined topic, and what gives it a frame. */
async function withCallback(make: (input: ClientInput) => ClientRef) {
  const server = answering();
  const actor = make({ url: 'ws://bench.test/socket', heartbeatIntervalMs: 0, transport: server.transport });
  actor.start();
  await awaitConnect(actor);
  await awaitJoin(join(actor, 'room:heard'));
  return server;
}
const providing = clientMachine.provide({ actions: { onMessage: () => {} } });
const counter = defineClient({
  assigns: { count: 0 },
  onMessage: ({ update }) => update('count', (count) => count + 1),
});
const provided = await withCallback((input) => interpret(providing, { input }));
const defined = await withCallback((input) => interpret(counter, { input }));

const { encode, decode } = v2();
const texts = { heard: messageOf('room:heard'), unheard: messageOf('room:unheard') };
let topics = 0;
const joined = async () => {
  topics += 1;
  const next = join(client, `room:${topics}`);
  await awaitJoin(next);
  return next;
};

const bench = new Bench({ time: 500, warmupTime: 200 })
  .add('JSON.parse of a message', () => void JSON.parse(texts.heard))
  .add('decode', () => void decode(texts.heard))
  .add('decode and route, nobody listens', () => receive(texts.unheard))
  .add('decode, route and deliver to a listener', () => receive(texts.heard))
  .add('decode, route and deliver to onMessage of clientMachine.provide', () => provided.receive(texts.heard))
  .add('decode, route and deliver to onMessage of defineClient, which assigns', () => defined.receive(texts.heard))
  .add('encode', () => void encode(frame))
  .add('encode 1 kB of bytes', () => void encode(['1', '2', 'room:heard', 'new_msg', bytes]))
  .add('cast: encode and write, the answer is dropped', () => cast(room, 'new_msg', words))
  .add('push, its answer, and the await', () => push(room, 'new_msg', words))
  .add('join, its answer, and the await; leave, its answers, and the await', async () => leave(await joined()));
await bench.run();
for (const { name, result } of bench.tasks)
  if ('latency' in result) {
    const { p50, p75, p99 } = result.latency;
    const us = (ms: number) => (ms * 1_000).toFixed(2).padStart(8);
    console.log(`${name.padEnd(70)} p50 ${us(p50)}  p75 ${us(p75)}  p99 ${us(p99)} us`);
  }
client.stop();
