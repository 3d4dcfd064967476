import { setImmediate } from 'node:timers/promises';
import { heapUsed } from '../measure.ts';
import type { BenchClient, Connect } from './client.ts';
import { chunks, FLOOD } from './frames.ts';
import { wireTo } from './wire.ts';

/** Figures by name, in the unit that the table says. */
export type Figures = Record<string, number>;

/** What is measured in one process, with one client. */
export type Work = (connect: Connect, port: number, quick: boolean) => Promise<Figures>;

const names = (count: number) => Array.from({ length: count }, (_, index) => `room:${index}`);

/** The processor's time that this process takes meanwhile, in microseconds. */
async function cpu(task: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** What a message takes in the median of several passes, after one to warm up. */
async function perMessage(pass: () => Promise<void>, messages: number, quick: boolean): Promise<number> {
  await pass();
  const passes: number[] = [];
  for (let index = 0; index < (quick ? 3 : 7); index += 1) passes.push((await cpu(pass)) / messages);
  return median(passes);
}

/** Messages from the socket to a listener; `spread` over the topics, or all of the last one. */
function receive(topics: number, spread: boolean, chunkBytes: number): Work {
  return async (connect, port, quick) => {
    const wire = wireTo(port);
    const client = await connect(wire);
    let heard = 0;
    const all = names(topics);
    await client.join(all, () => {
      heard += 1;
    });
    const { buffers, messages } = chunks(spread ? all : all.slice(-1), chunkBytes);
    const pass = async () => {
      heard = 0;
      for (const [index, bytes] of buffers.entries()) {
        wire.deliver(bytes);
        if (index % 64 === 63) await setImmediate();
      }
      await setImmediate();
      if (heard !== messages) throw new Error(`${heard} of ${messages} messages were heard.`);
    };
    const us = await perMessage(pass, messages, quick);
    await client.stop();
    return { us };
  };
}

/** The same by way of the kernel, spread over the topics. */
function receiveBySocket(topics: number): Work {
  return async (connect, port, quick) => {
    const client = await connect(wireTo(port));
    const all = names(topics);
    const { messages } = chunks(all, FLOOD);
    let heard = 0;
    let hearAll = () => {};
    await client.join(all, () => {
      heard += 1;
      if (heard % messages === 0) hearAll();
    });
    const pass = () =>
      new Promise<void>((resolve) => {
        hearAll = resolve;
        client.push('room:0', { flood: true }, () => {});
      });
    const us = await perMessage(pass, messages, quick);
    await client.stop();
    return { us };
  };
}

/** Pushes and their replies, so many at a time. */
function push(inFlight: number, payload: () => object): Work {
  return async (connect, port, quick) => {
    const client = await connect(wireTo(port));
    await client.join(names(1), () => {});
    const count = quick ? 5_000 : 15_000;
    await pushes(client, Math.ceil(count / 3), inFlight, payload);
    const latencies: number[] = [];
    const spent = await cpu(() => pushes(client, count, inFlight, payload, latencies));
    latencies.sort((a, b) => a - b);
    await client.stop();
    const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? Number.NaN) * 1_000;
    return { us: spent / count, p50: at(0.5), p99: at(0.99) };
  };
}

function pushes(
  client: BenchClient,
  count: number,
  inFlight: number,
  payload: () => object,
  latencies?: number[],
): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    let answered = 0;
    const ask = () => {
      if (asked === count) return;
      asked += 1;
      const start = performance.now();
      client.push('room:0', payload(), () => {
        latencies?.push(performance.now() - start);
        answered += 1;
        if (answered === count) resolve();
        else ask();
      });
    };
    for (let index = 0; index < inFlight; index += 1) ask();
  });
}

/** Joins and leaves, as a new process meets them. */
function joinAndLeave(topics: number): Work {
  return async (connect, port) => {
    const client = await connect(wireTo(port));
    const all = names(topics);
    const joining = await cpu(() => client.join(all, () => {}));
    const leaving = await cpu(() => client.leave(all));
    await client.stop();
    return { join: joining / topics, leave: leaving / topics };
  };
}

/** What joined topics hold, and what it takes to end them all. */
function holdAndStop(topics: number): Work {
  return async (connect, port) => {
    const client = await connect(wireTo(port));
    await client.join(names(1), () => {});
    const all = names(topics + 1).slice(1);
    const before = await heapUsed();
    await client.join(all, () => {});
    const after = await heapUsed();
    const stopping = await cpu(() => client.stop());
    return { bytes: (after - before) / topics, stop: stopping / topics };
  };
}

const words = { body: 'hello there', user: 'ana', at: 1_795_389_901 };

export const works = {
  'receive-1-flood': receive(1, false, FLOOD),
  'receive-1-alone': receive(1, false, 0),
  'receive-1000': receive(1_000, false, FLOOD),
  'receive-5000': receive(5_000, false, FLOOD),
  'receive-1-socket': receiveBySocket(1),
  'receive-1000-socket': receiveBySocket(1_000),
  'receive-1-spread': receive(1, true, FLOOD),
  'receive-10-spread': receive(10, true, FLOOD),
  'receive-100-spread': receive(100, true, FLOOD),
  'receive-1000-spread': receive(1_000, true, FLOOD),
  'receive-5000-spread': receive(5_000, true, FLOOD),
  'push-100': push(100, () => words),
  'push-1': push(1, () => words),
  'push-binary': push(100, () => new ArrayBuffer(1_000)),
  'join-1000': joinAndLeave(1_000),
  'join-10000': joinAndLeave(10_000),
  'stop-1000': holdAndStop(1_000),
  'stop-10000': holdAndStop(10_000),
} satisfies Record<string, Work>;
