/**
 * What a message costs the processor with npm `phoenix`, with the drop-in and with our own API, from the socket to a listener, in
 * alternating rounds: with one topic, and spread over 1000 of them. All three get the same frames from sockets of one class.
 * Run: npm run bench -- dropin
 */
import { clientMachine, interpret, join, on, websocket } from 'xstate-phoenix';
import { Socket } from 'xstate-phoenix/phoenix';
import { npm } from '../test/phoenix/support/npm.ts';
import { show, spreadOf } from './measure.ts';

const ROUNDS = 60;
const WARM_UP = 10;
const FRAMES = 20_000;
const URL = 'ws://bench.test/socket';

/** What has the messages of its topics, and how many its listeners have heard. */
interface Subject {
  readonly socket: FakeSocket;
  heard(): number;
}

/** A socket that opens at once, and whose server answers each join at once. */
class FakeSocket {
  readyState = 1;
  bufferedAmount = 0;
  binaryType = '';
  onopen: unknown = null;
  onmessage: unknown = null;
  onclose: unknown = null;
  onerror: unknown = null;

  send(data: string | ArrayBuffer): void {
    const [joinRef, ref, topic] = JSON.parse(String(data));
    this.receive(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
  }

  receive(data: string): void {
    call(this.onmessage, { data });
  }

  close(): void {}
}

function call(handler: unknown, event?: object): void {
  if (typeof handler === 'function') handler(event);
}

/** A subject that counts, made by a function that is given the class of its socket. */
function subject(build: (WebSocket: typeof FakeSocket, count: () => void) => void): Subject {
  let socket: FakeSocket | undefined;
  let heard = 0;
  class Known extends FakeSocket {
    constructor() {
      super();
      socket = this;
    }
  }
  build(Known, () => {
    heard += 1;
  });
  if (!socket) throw new Error('Nothing was dialed.');
  call(socket.onopen);
  return { socket, heard: () => heard };
}

/** The same program for npm `phoenix` and for the drop-in. */
const ofSocket = (Class: typeof Socket) => (topics: readonly string[]) =>
  subject((transport, count) => {
    const socket = new Class(URL, { transport });
    socket.connect();
    for (const topic of topics) {
      const channel = socket.channel(topic);
      channel.on('new_msg', count);
      channel.join();
    }
  });

const ofClient = (topics: readonly string[]) =>
  subject((WebSocket, count) => {
    const client = interpret(clientMachine, { input: { url: URL, transport: websocket({ WebSocket }) } }).start();
    for (const topic of topics) on(join(client, topic), 'new_msg', count);
  });

const subjects = { 'npm phoenix': ofSocket(npm.Socket), 'our own API': ofClient, 'the drop-in': ofSocket(Socket) };

/** Nanoseconds of the processor for each of some calls: other programs of the machine do not count. */
function processorTime(calls: number, call: (index: number) => void): number {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) call(index);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / calls;
}

for (const topicCount of [1, 1_000]) {
  const topics = Array.from({ length: topicCount }, (_, index) => `room:${index}`);
  const frames = topics.map((topic, index) =>
    JSON.stringify([null, null, topic, 'new_msg', { body: 'hello there', user: 'ana', at: 1_795_389_901 + index }]),
  );
  const made = Object.entries(subjects).map(([name, make]) => ({ name, ...make(topics), times: [] as number[] }));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { socket, times } of made) {
      // Each topic in turn, but not in the order in which they were made.
      const time = processorTime(FRAMES, (index) => socket.receive(frames[(index * 389) % topicCount] ?? ''));
      if (round >= WARM_UP) times.push(time);
    }
  const [phoenix = Number.NaN, own = Number.NaN, dropIn = Number.NaN] = made.map(({ times }) => spreadOf(times).median);
  for (const { name, times, heard } of made) {
    show(`a message, ${topicCount} topics, ${name}`, spreadOf(times), 'ns');
    if (heard() !== ROUNDS * FRAMES) throw new Error(`${name}: ${heard()} messages were heard.`);
  }
  console.log(
    `  the drop-in: ${(dropIn / own).toFixed(2)} of our own API, ${(dropIn / phoenix).toFixed(2)} of npm phoenix`,
  );
}
process.exit();
