import { Buffer } from 'node:buffer';
import type { Connect } from './client.ts';

/** What no client can do without: `ws`, `JSON.parse` and one lookup. */
export const connect: Connect = async ({ url, WebSocket }) => {
  const socket = new WebSocket(`${url}/websocket?vsn=2.0.0`);
  await new Promise((resolve) => socket.once('open', resolve));
  const listeners = new Map<string, () => void>();
  const waiting = new Map<string, () => void>();
  let lastRef = 0;
  socket.on('message', (data: Buffer, isBinary) => {
    const [, ref, topic, event] = isBinary ? headOf(data) : JSON.parse(data.toString());
    if (event !== 'phx_reply') {
      listeners.get(topic)?.();
      return;
    }
    const done = waiting.get(ref);
    waiting.delete(ref);
    done?.();
  });
  const ask = (topic: string, event: string, payload: object, done: () => void) => {
    lastRef += 1;
    const ref = `${lastRef}`;
    waiting.set(ref, done);
    socket.send(
      payload instanceof ArrayBuffer ? binary(ref, topic, payload) : JSON.stringify(['1', ref, topic, event, payload]),
    );
  };
  const all = (topics: readonly string[], event: string) =>
    new Promise<void>((resolve) => {
      let missing = topics.length;
      for (const topic of topics)
        ask(topic, event, {}, () => {
          missing -= 1;
          if (missing === 0) resolve();
        });
    });
  return {
    join: async (topics, onMessage) => {
      await all(topics, 'phx_join');
      for (const topic of topics) listeners.set(topic, onMessage);
    },
    push: (topic, payload, onReply) => ask(topic, 'echo', payload, onReply),
    leave: async (topics) => {
      await all(topics, 'phx_leave');
      for (const topic of topics) listeners.delete(topic);
    },
    stop: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.close();
      }),
  };
};

function binary(ref: string, topic: string, payload: ArrayBuffer): Buffer {
  const head = Buffer.from([0, 1, ref.length, topic.length, 4]);
  return Buffer.concat([head, Buffer.from(`1${ref}${topic}echo`), Buffer.from(payload)]);
}

function headOf(data: Buffer): readonly string[] {
  const [, joinRef = 0, ref = 0, topic = 0] = data;
  const at = 5 + joinRef;
  return ['', data.toString('latin1', at, at + ref), data.toString('latin1', at + ref, at + ref + topic), 'phx_reply'];
}
