/**
 * What a data frame costs beyond `JSON.parse`: socket message to listener, with one topic and with many.
 * Run: npx tsx --conditions=xstate-phoenix-source bench/frame.ts
 */
import { interpret } from 'xstate';
import { clientMachine, join, on, type TransportSink } from 'xstate-phoenix';
import { nanoseconds, show, spreadOf } from './measure.ts';

const ROUNDS = 25;
const FRAMES = 40_000;
const text = JSON.stringify(['1', null, 'room:0', 'new_msg', { body: 'hello there', user: 'ana', at: 1_795_389_901 }]);

let heard = 0;

function prepare(topics: number): () => void {
  let sink: TransportSink | undefined;
  const client = interpret(clientMachine, {
    input: {
      url: 'ws://bench.test/socket',
      heartbeatIntervalMs: 0,
      transport: (_, given) => {
        sink = given;
        return { send: answer, close: () => {} };
      },
    },
  }).start();
  function answer(data: string | ArrayBuffer): void {
    const [joinRef, ref, topic, event] = JSON.parse(String(data));
    if (event === 'phx_join')
      sink?.received(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
  }
  sink?.opened();
  for (let index = 0; index < topics; index += 1) join(client, `room:${index}`);
  on(join(client, 'room:0'), 'new_msg', () => {
    heard += 1;
  });
  return () => sink?.received(text);
}

const receive = { 'one topic': prepare(1), '10000 topics': prepare(10_000) };
const parse = () => void JSON.parse(text);
const results = new Map<string, number[]>();
function note(name: string, value: number): void {
  results.set(name, [...(results.get(name) ?? []), value]);
}
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, receiveOne] of Object.entries(receive)) {
    const parsing = nanoseconds(FRAMES, parse);
    const receiving = nanoseconds(FRAMES, receiveOne);
    if (round < 5) continue;
    note('JSON.parse alone', parsing);
    note(`received and heard, ${name}`, receiving);
    note(`  above JSON.parse, ${name}`, receiving - parsing);
  }
for (const [name, values] of results) show(name, spreadOf(values), 'ns');
if (heard !== 2 * ROUNDS * FRAMES) throw new Error(`${heard} messages were heard, not ${2 * ROUNDS * FRAMES}.`);
