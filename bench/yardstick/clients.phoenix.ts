import { type Channel, Socket } from 'phoenix';
import type { Connect } from './client.ts';

export const connect: Connect = async ({ url, WebSocket }) => {
  const socket = new Socket(url, { transport: WebSocket });
  await new Promise<void>((resolve) => {
    socket.onOpen(resolve);
    socket.connect();
  });
  const channels = new Map<string, Channel>();
  const answered = (topics: readonly string[], ask: (topic: string, done: () => void) => void) =>
    new Promise<void>((resolve) => {
      let missing = topics.length;
      for (const topic of topics)
        ask(topic, () => {
          missing -= 1;
          if (missing === 0) resolve();
        });
    });
  return {
    join: (topics, onMessage) =>
      answered(topics, (topic, done) => {
        const channel = socket.channel(topic);
        channels.set(topic, channel);
        channel.on('new_msg', onMessage);
        channel.join().receive('ok', done);
      }),
    push: (topic, payload, onReply) => void channels.get(topic)?.push('echo', payload).receive('ok', onReply),
    leave: (topics) => answered(topics, (topic, done) => void channels.get(topic)?.leave().receive('ok', done)),
    stop: () => new Promise((resolve) => socket.disconnect(() => resolve())),
  };
};
