import {
  awaitConnect,
  awaitJoin,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
  on,
  push,
  ws,
} from 'xstate-phoenix';
import type { Connect } from './client.ts';

export const connect: Connect = async ({ url, createConnection }) => {
  const client = interpret(clientMachine, {
    input: { url, heartbeatIntervalMs: 0, transport: ws({ createConnection, perMessageDeflate: false }) },
  }).start();
  await awaitConnect(client);
  const rooms = new Map<string, ReturnType<typeof join>>();
  const room = (topic: string) => rooms.get(topic) ?? join(client, topic);
  return {
    join: async (topics, onMessage) => {
      for (const topic of topics) {
        const joined = join(client, topic);
        rooms.set(topic, joined);
        on(joined, 'new_msg', onMessage);
      }
      await Promise.all(topics.map((topic) => awaitJoin(room(topic))));
    },
    push: (topic, payload, onReply) => void push(room(topic), 'echo', payload).then(onReply),
    leave: async (topics) => void (await Promise.all(topics.map((topic) => leave(room(topic))))),
    stop: async () => {
      await disconnect(client);
      client.stop();
    },
  };
};
