import type { Buffer } from 'node:buffer';
import { type Actor, createActor, emit, setup } from 'xstate';
import type { Connect } from './client.ts';

type Write = (topic: string, event: string) => void;

/** The least chart that a topic can have: its requests with their timers, and what it tells. */
const channel = setup({
  types: {
    context: {} as { topic: string; write: Write },
    input: {} as { topic: string; write: Write },
    events: {} as { type: 'reply' | 'message' | 'leave' | 'lost' },
    emitted: {} as { type: 'joined' | 'message' | 'left' | 'lost' },
  },
  actions: {
    ask: ({ context }, event: string) => context.write(context.topic, event),
  },
}).createMachine({
  context: ({ input }) => input,
  initial: 'joining',
  states: {
    joining: {
      entry: { type: 'ask', params: 'phx_join' },
      on: { reply: { target: 'joined', actions: emit({ type: 'joined' }) } },
      after: { 10000: { target: 'joining', reenter: true } },
    },
    joined: {
      on: {
        message: { actions: emit({ type: 'message' }) },
        leave: 'leaving',
        lost: { target: 'offline', actions: emit({ type: 'lost' }) },
      },
    },
    offline: {},
    leaving: {
      entry: { type: 'ask', params: 'phx_leave' },
      on: { reply: 'left' },
      after: { 5000: 'left' },
    },
    left: { type: 'final', entry: emit({ type: 'left' }) },
  },
});

/** The floor, with one actor of XState for each topic: what actors with charts take by themselves. It has no pushes. */
export const connect: Connect = async ({ url, WebSocket }) => {
  const socket = new WebSocket(`${url}/websocket?vsn=2.0.0`);
  await new Promise((resolve) => socket.once('open', resolve));
  const actors = new Map<string, Actor<typeof channel>>();
  let lastRef = 0;
  const write: Write = (topic, event) => {
    lastRef += 1;
    socket.send(JSON.stringify(['1', `${lastRef}`, topic, event, {}]));
  };
  socket.on('message', (data: Buffer) => {
    const [, , topic, event] = JSON.parse(data.toString());
    actors.get(topic)?.send({ type: event === 'phx_reply' ? 'reply' : 'message' });
  });
  const told = (topics: readonly string[], type: 'joined' | 'left', begin: (topic: string) => Actor<typeof channel>) =>
    new Promise<void>((resolve) => {
      let missing = topics.length;
      for (const topic of topics)
        begin(topic).on(type, () => {
          missing -= 1;
          if (missing === 0) resolve();
        });
    });
  return {
    join: (topics, onMessage) =>
      told(topics, 'joined', (topic) => {
        const actor = createActor(channel, { input: { topic, write } });
        actors.set(topic, actor);
        actor.on('message', onMessage);
        return actor.start();
      }),
    push: () => {
      throw new Error('There are no pushes.');
    },
    leave: (topics) =>
      told(topics, 'left', (topic) => {
        const actor = actors.get(topic);
        if (actor === undefined) throw new Error(`"${topic}" was not joined.`);
        actor.send({ type: 'leave' });
        return actor;
      }),
    stop: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.close();
        for (const actor of actors.values()) actor.send({ type: 'lost' });
        for (const actor of actors.values()) actor.stop();
      }),
  };
};
